#!/usr/bin/env bash
# "test.sh VERSION LOCAL_REPOSITORY [-o]": builds the program beside this script from the artifacts of a finished build, as one that
# depends on them would, and runs it on the class path, on the module path, as one jar, as a nested jar and as a runtime image.
# The local repository only lends what it holds; nothing is installed there.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$(dirname "$here")")"
version="${1:?the version of the artifacts}" lender="${2:?the local repository}" offline=("${@:3}")
target="$here/target" log="$here/target/maven.log"

fail() {
  echo "tests/embedder: $1" >&2
  exit 1
}

# The JDK that can run the class files: the newest of JAVA_HOME and the usual folder.
jdk="" newest=21
for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
  [[ -x "$candidate/bin/jlink" && -r "$candidate/release" ]] || continue
  major="$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$candidate/release")"
  if ((${major:-0} > newest)); then newest=$major jdk=$candidate; fi
done
[[ -n "$jdk" ]] || fail "A JDK 22 or later with jlink is missing: set JAVA_HOME to one."

# ---- A repository that holds the artifacts, and all else by links

rm -rf "$target"
repository="$target/repository"
mkdir -p "$repository/org"
for entry in "$lender"/*; do
  [[ "$(basename "$entry")" == org ]] || ln -s "$entry" "$repository/"
done
for entry in "$lender"/org/*; do
  [[ "$(basename "$entry")" == ouroboros3d ]] || ln -s "$entry" "$repository/org/"
done
put() {
  local module="$1" artifact="$2" folder="$repository/org/ouroboros3d/$2/$version"
  mkdir -p "$folder"
  cp "$root/$module/pom.xml" "$folder/$artifact-$version.pom"
  for jar in "$root/$module/target/$artifact-$version"*.jar; do
    if [[ -e "$jar" ]]; then ln "$jar" "$folder/" 2>/dev/null || cp "$jar" "$folder/"; fi
  done
  # The jar of the command line has no version in its name.
  if [[ -e "$root/$module/target/$artifact.jar" ]]; then cp "$root/$module/target/$artifact.jar" "$folder/$artifact-$version.jar"; fi
}
put . ouroboros3d-parent
put pipeline/bom ouroboros3d-bom
put native ouroboros3d-native
put bindings/torch ouroboros3d-torch
put bindings/splat ouroboros3d-splat
put pipeline/core ouroboros3d
put pipeline/weights ouroboros3d-model-tiny
put pipeline/training ouroboros3d-training
put pipeline/serve ouroboros3d-serve
put cli ouroboros3d-cli
JAVA_HOME="$jdk" mvn -B -ntp "${offline[@]}" -f "$here/pom.xml" "-Dmaven.repo.local=$repository" \
  "-Douroboros3d.version=$version" compile >"$log" 2>&1 </dev/null || {
  tail -n 40 "$log" >&2
  fail "the program cannot be built from the artifacts (whole log: $log)"
}

# ---- The bill of materials names every artifact

for module in $(sed -n 's|^ *<module>\(.*\)</module>|\1|p' "$root/pom.xml"); do
  artifact="$(sed -n 's|^  <artifactId>\(.*\)</artifactId>|\1|p' "$root/$module/pom.xml")"
  case "$artifact" in ouroboros3d-bom | ouroboros3d-tests) continue ;; esac
  grep -q "<artifactId>$artifact</artifactId>" "$root/pipeline/bom/pom.xml" || fail "pipeline/bom leaves $artifact out"
done

# ---- What it depends on

lib="$target/lib"
left_out="$(find "$lib" -name 'ffmpeg*' -o -name 'ouroboros3d-training*' -o -name 'micrometer*' -o -name 'picocli*')"
[[ -z "$left_out" ]] || fail "a program that only generates depends on $left_out"
readme="$(sed -n '/^```java$/,/^```$/p' "$root/README.md" | sed '1d;$d')"
while read -r line; do
  grep -qF -- "$line" "$here/src/main/java/example/Example.java" || fail "the README's line \"$line\" is not in Example.java"
done <<<"$readme"

# ---- What JBang runs: every //DEPS resolves, and the program starts with the //RUNTIME_OPTIONS

script="$root/$(sed -n 's/.*"script-ref": "\(.*\)".*/\1/p' "$root/jbang-catalog.json")"
{
  printf '<project><modelVersion>4.0.0</modelVersion><groupId>example</groupId><artifactId>jbang</artifactId><version>1</version>'
  sed -n 's|^//DEPS \([^:]*\):\([^:]*\):\(.*\)|<groupId>\1</groupId><artifactId>\2</artifactId><version>\3</version>|p' \
    "$script" | sed 's|.*|<dependency>&</dependency>|; 1s|^|<dependencies>|; $s|$|</dependencies>|'
  printf '</project>'
} >"$target/jbang.xml"
JAVA_HOME="$jdk" mvn -B -ntp "${offline[@]}" -f "$target/jbang.xml" "-Dmaven.repo.local=$repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath "-Dmdep.outputFile=$target/jbang.classpath" \
  >>"$log" 2>&1 </dev/null || {
  tail -n 40 "$log" >&2
  fail "a //DEPS of $script cannot be resolved"
}
read -r -a options <<<"$(sed -n 's|^//RUNTIME_OPTIONS ||p' "$script")"
"$jdk/bin/java" "${options[@]}" -cp "$(<"$target/jbang.classpath")" "$script" --version >"$target/jbang.log" 2>&1 \
  || fail "$script does not start: $(cat "$target/jbang.log")"
grep -qF "$version" "$target/jbang.log" || fail "$script says another version: $(cat "$target/jbang.log")"

# ---- The runs

work="$target/work"
mkdir -p "$work"
cp "$root/pipeline/core/src/test/resources/cases/bust.png" "$work/cat.png"
cd "$work"

# Runs "WAY COMMAND...", whose results must be those of the first way.
check() {
  local way="$1" began=$SECONDS
  shift
  rm -f cat.ply cat-front.png
  "$@" >"$way.log" 2>&1 || {
    tail -n 30 "$way.log" >&2
    fail "the example fails $way (whole log: $work/$way.log)"
  }
  ! grep -q '^WARNING: ' "$way.log" || fail "Java warns $way: $(grep -m 1 '^WARNING: ' "$way.log")"
  [[ -s cat.ply && -s cat-front.png ]] || fail "the example wrote nothing $way"
  if [[ -e first.ply ]]; then
    cmp -s cat.ply first.ply && cmp -s cat-front.png first.png || fail "the results differ $way"
  else
    mv cat.ply first.ply
    mv cat-front.png first.png
  fi
  echo "$way: $((SECONDS - began)) s"
}

classes="$target/classes"
on_class_path=("$jdk/bin/java" --enable-native-access=ALL-UNNAMED)
check on-the-class-path "${on_class_path[@]}" -cp "$lib/*:$classes" example.Example
"${on_class_path[@]}" -cp "$lib/*:$classes" example.LeftOut >video.log 2>&1
grep -q 'org.bytedeco:ffmpeg' video.log || fail "a video without FFmpeg does not name its artifact: $(cat video.log)"

native_access=--enable-native-access=org.ouroboros3d,org.ouroboros3d.splat,org.ouroboros3d.torch
native_access+=,org.bytedeco.javacpp,org.bytedeco.opencv
check on-the-module-path "$jdk/bin/java" "$native_access" -p "$lib:$classes" -m example/example.Example

"$jdk/bin/jar" --create --file example.jar -C "$classes" .
mkdir -p nested/BOOT-INF
cp -r "$target/launcher/org" nested/
cp -rl "$lib" nested/BOOT-INF/lib
cp example.jar nested/BOOT-INF/lib/
printf '%s\n' 'Main-Class: org.springframework.boot.loader.launch.JarLauncher' 'Start-Class: example.Example' \
  'Spring-Boot-Lib: BOOT-INF/lib/' 'Enable-Native-Access: ALL-UNNAMED' >nested.mf
"$jdk/bin/jar" --create --no-compress --file nested.jar --manifest nested.mf -C nested .
rm -rf nested
own_cache="-Dorg.bytedeco.javacpp.cachedir=$target/cache"
check as-a-nested-jar "$jdk/bin/java" "$own_cache" -jar nested.jar
rm -rf nested.jar "$target/cache"

mkdir shaded
for jar in "$lib"/*.jar "$work/example.jar"; do (cd shaded && "$jdk/bin/jar" --extract --file "$jar"); done
find shaded -name module-info.class -delete
printf '%s\n' 'Main-Class: example.Example' 'Multi-Release: true' 'Enable-Native-Access: ALL-UNNAMED' >shaded.mf
"$jdk/bin/jar" --create --no-compress --file shaded.jar --manifest shaded.mf -C shaded .
rm -rf shaded
check as-one-jar "$jdk/bin/java" "$own_cache" -jar shaded.jar
rm -rf shaded.jar "$target/cache"

# Zstandard's jar is no module, so it cannot be linked; SPZ 4 needs it, the example does not.
modules="$(find "$lib" -name '*.jar' ! -name 'aircompressor*' -printf '%p:')$classes"
"$jdk/bin/jlink" --module-path "$modules" --add-modules example --output image
check as-a-runtime-image image/bin/java "$own_cache" "$native_access" -m example/example.Example
rm -rf image "$target/cache"
