#!/usr/bin/env bash
# Regenerates the Java bindings of our C headers with jextract, and records the headers' hashes that a test compares.
# Needs jextract 22: what later versions write does not all compile with --release 22, which this project keeps to.
# Usage: bindings/src/main/c/regenerate.sh [PATH_OF_JEXTRACT]
set -euo pipefail
cd "$(dirname "$0")/../../../.."
jextract=${1:-jextract}
command -v "$jextract" >/dev/null || {
  echo "jextract is not on the PATH; get jextract 22 from https://jdk.java.net/jextract/ or name it as the first argument" >&2
  exit 1
}
output=bindings/src/main/java
hashes=bindings/src/test/resources/org/ouroboros3d/ffi/headers.sha256
mkdir -p "$(dirname "$hashes")"
: >"$hashes"

generate() { # HEADER PACKAGE CLASS
  local header=$1 package=$2 class=$3 includes
  includes=$(mktemp)
  rm -rf "$output/${package//.//}"
  "$jextract" --dump-includes "$includes" "$header"
  # Only what the header itself declares, none of the C library's.
  grep -F "$(basename "$header")" "$includes" >"$includes.own"
  "$jextract" --output "$output" --target-package "$package" --header-class-name "$class" "@$includes.own" "$header"
  rm -f "$includes" "$includes.own"
  sha256sum "$header" >>"$hashes"
}

generate bindings/src/main/c/torch_stable.h org.ouroboros3d.ffi.torch TorchStable
if [[ -f native/include/ouroboros3d.h ]]; then
  generate native/include/ouroboros3d.h org.ouroboros3d.ffi.raster Ouroboros3dNative
fi
