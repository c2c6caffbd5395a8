#!/usr/bin/env bash
# What Maven runs with -Pbundle: "bundle.sh CLI_JAR CLASS_PATH_FILE NAME" makes cli/target/NAME.tar.gz, which runs on a machine
# without Java: a runtime of the modules that are needed, our jars, the libraries written in Java and libouroboros3d.
# LibTorch, OpenCV and FFmpeg stay out; OUROBOROS3D_LIBTORCH names the first where the bundle runs.
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
cp "$cli/src/main/bundle/ouroboros3d" "$out/bin/"
cp "$root/LICENSE" "$root/NOTICE" "$root/README.md" "$out/"
cp -r "$root/tests/gpu" "$out/share/gpu"
mkdir -p "$out/share/native-tests"
for test in golden_test library_test cuda_test raster_bench; do
  if [[ -x "$root/native/target/cmake/tests/$test" ]]; then
    strip -o "$out/share/native-tests/$test" "$root/native/target/cmake/tests/$test"
  fi
done
tar --sort=name --owner=0 --group=0 --numeric-owner -C "$stage" -cf - "$name" | gzip -9n >"$cli/target/$name.tar.gz"
size="$(stat -c %s "$cli/target/$name.tar.gz")"
if ((size > limit)); then
  echo "$cli/target/$name.tar.gz has $size bytes, more than $limit" >&2
  exit 1
fi
