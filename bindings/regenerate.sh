#!/usr/bin/env bash
# Regenerates the Java bindings of our C headers with jextract, and records the headers' hashes that a test compares.
# Needs jextract 22: what later versions write does not all compile with --release 22, which this project keeps to.
# Usage: bindings/regenerate.sh [PATH_OF_JEXTRACT]
set -euo pipefail
cd "$(dirname "$0")/.."
jextract=${1:-jextract}
command -v "$jextract" >/dev/null || {
  echo "jextract is not on the PATH; get jextract 22 from https://jdk.java.net/jextract/ or name it as the first argument" >&2
  exit 1
}
hashes=bindings/torch/src/test/resources/org/ouroboros3d/ffi/headers.sha256
mkdir -p "$(dirname "$hashes")"
: >"$hashes"

generate() { # HEADER MODULE PACKAGE CLASS
  local header=$1 output=bindings/$2/src/main/java package=$3 class=$4 includes
  includes=$(mktemp)
  rm -rf "$output/${package//.//}"
  "$jextract" --dump-includes "$includes" "$header"
  # Only what the header itself declares, none of the C library's.
  grep -F "$(basename "$header")" "$includes" >"$includes.own"
  "$jextract" --output "$output" --target-package "$package" --header-class-name "$class" "@$includes.own" "$header"
  rm -f "$includes" "$includes.own"
  sha256sum "$header" >>"$hashes"
}

generate bindings/torch/src/main/c/torch_stable.h torch org.ouroboros3d.ffi.torch TorchStable
generate bindings/torch/src/main/c/nccl_part.h torch org.ouroboros3d.ffi.nccl NcclPart
generate native/include/ouroboros3d.h splat org.ouroboros3d.ffi.raster Ouroboros3dNative
generate native/include/ouroboros3d_cuda.h splat org.ouroboros3d.ffi.cuda Ouroboros3dCudaNative
