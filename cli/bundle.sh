#!/usr/bin/env bash
# What Maven runs with -Pbundle: "bundle.sh CLI_JAR CLASS_PATH_FILE NAME" makes cli/target/NAME.tar.xz, which runs on a machine
# without Java: a runtime of the modules that are needed, our jars, the libraries written in Java and libouroboros3d.
# LibTorch, OpenCV and FFmpeg stay out; OUROBOROS3D_LIBTORCH names the first where the bundle runs. The built-in model's weights,
# which are as large as all the rest, go into an archive of their own, NAME-model.tar.xz, to be unpacked in the same place.
set -euo pipefail
cli="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$cli")"
jar="${1:?the jar of cli}" class_path="$(<"${2:?the file with its class path}")" name="${3:?the name of the bundle}"
modules=java.base,java.logging,java.management,java.xml,jdk.management,jdk.unsupported
limit=$((40 * 1024 * 1024))

# The JDK that can link for the class files: the newest of JAVA_HOME and the usual folder.
jdk="" newest=21
for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
  [[ -x "$candidate/bin/jlink" && -r "$candidate/release" ]] || continue
  major="$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$candidate/release")"
  if ((${major:-0} > newest)); then newest=$major jdk=$candidate; fi
done
[[ -n "$jdk" ]] || { echo "A JDK 22 or later with jlink is missing: set JAVA_HOME to one." >&2; exit 1; }

stage="$cli/target/bundle"
out="$stage/$name"
rm -rf "$stage"
mkdir -p "$out/lib" "$out/bin" "$out/share"
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-9 \
  --output "$out/runtime"
cp "$jar" "$out/lib/"
IFS=: read -r -a entries <<<"$class_path"
for entry in "${entries[@]}"; do
  case "$entry" in
    */javacpp-*-linux-*.jar) ;;
    */javacpp-*.jar) cp "$entry" "$out/lib/" ;;
    */org/bytedeco/*) ;;
    *) cp "$entry" "$out/lib/" ;;
  esac
done
weights=("$out"/lib/ouroboros3d-model-tiny-*.jar)
content="$stage/weights" builtin=META-INF/ouroboros3d/tiny model="$stage/model/$name/model"
mkdir -p "$content" "$model"
(cd "$content" && "$jdk/bin/jar" --extract --file "${weights[0]}")
cp "$content/$builtin/model.json" "$model/"
mv "$content/$builtin"/*.safetensors "$model/"
"$jdk/bin/jar" --create --file "${weights[0]}" --manifest "$content/META-INF/MANIFEST.MF" -C "$content" .
cp "$cli/src/main/bundle/ouroboros3d" "$out/bin/"
cp -r "$root/LICENSE" "$root/NOTICE" "$root/README.md" "$root/docs" "$out/"
cp -r "$root/tests/gpu" "$out/share/gpu"
mkdir -p "$out/share/native-tests"
"$root/native/build.sh" programs
for test in golden_test library_test cuda_test cuda_graph_test raster_bench copy_records.so; do
  if [[ -x "$root/native/target/cmake/tests/$test" ]]; then
    strip -o "$out/share/native-tests/$test" "$root/native/target/cmake/tests/$test"
  fi
done
pack() { tar --sort=name --owner=0 --group=0 --numeric-owner -C "$1" -cf - "$name" | xz -6 -T0 >"$cli/target/$2.tar.xz"; }
pack "$stage" "$name"
pack "$stage/model" "$name-model"
size="$(stat -c %s "$cli/target/$name.tar.xz")"
if ((size > limit)); then
  echo "$cli/target/$name.tar.xz has $size bytes, more than $limit" >&2
  exit 1
fi
