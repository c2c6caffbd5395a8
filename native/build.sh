#!/usr/bin/env bash
# What Maven runs: "build.sh build OUTPUT_DIR" configures and builds libouroboros3d.so into OUTPUT_DIR,
# "build.sh programs" builds the native tests, "build.sh test" runs them too, "build.sh sanitize" builds and runs them under sanitizers and fuzzes the C ABI.
# Quiet unless something fails.
set -euo pipefail
source_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build_dir="$source_dir/target/cmake"
log="$source_dir/target/native-build.log"
mkdir -p "$build_dir"

quietly() {
  if ! "$@" >>"$log" 2>&1; then
    tail -n 60 "$log" >&2
    echo "The native build failed at: $* (whole log: $log)" >&2
    exit 1
  fi
}

# Configures build_dir with the options given. A tree that was moved or copied belongs to other sources, and begins anew.
configure() {
  local cache="$build_dir/CMakeCache.txt" generator=()
  if [[ -f "$cache" ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$source_dir" "$cache"; then
    rm -rf "$build_dir"
  fi
  # A configured tree keeps its generator: CMake refuses another one.
  if [[ ! -f "$cache" ]] && command -v ninja >/dev/null; then generator=(-G Ninja); fi
  quietly cmake -S "$source_dir" -B "$build_dir" "${generator[@]}" -DCMAKE_BUILD_TYPE=Release "$@"
}

programs() {
  configure -DO3D_TESTS=ON
  quietly cmake --build "$build_dir" --parallel "$(nproc)"
}

case "${1:-}" in
  build)
    output_dir="${2:?the directory for libouroboros3d.so}"
    : >"$log"
    if ! command -v cmake >/dev/null; then
      echo "CMake is missing: install CMake 3.22 or later (Debian and Ubuntu: apt-get install cmake)." >&2
      exit 1
    fi
    if [[ -z "${CXX:-}" ]] && ! command -v c++ >/dev/null && ! command -v g++ >/dev/null \
      && ! command -v clang++ >/dev/null; then
      echo "A C++17 compiler is missing: install g++ or clang++ (Debian and Ubuntu: apt-get install g++)." >&2
      exit 1
    fi
    if ! command -v ninja >/dev/null && ! command -v make >/dev/null; then
      echo "A build tool is missing: install ninja or make (Debian and Ubuntu: apt-get install make)." >&2
      exit 1
    fi
    configure -DO3D_TESTS=OFF
    quietly cmake --build "$build_dir" --parallel "$(nproc)"
    mkdir -p "$output_dir"
    cmp -s "$build_dir/libouroboros3d.so" "$output_dir/libouroboros3d.so" \
      || cp "$build_dir/libouroboros3d.so" "$output_dir/"
    ;;
  programs)
    programs
    ;;
  test)
    programs
    quietly ctest --test-dir "$build_dir" --output-on-failure --no-tests=error --parallel "$(nproc)"
    ;;
  sanitize)
    # The same tests under AddressSanitizer and UndefinedBehaviorSanitizer, in a tree of their own.
    build_dir="$source_dir/target/sanitize"
    configure -DO3D_SANITIZE=ON -DO3D_CUDA=OFF
    quietly cmake --build "$build_dir" --parallel "$(nproc)"
    quietly ctest --test-dir "$build_dir" --output-on-failure --no-tests=error --parallel "$(nproc)"
    # ThreadSanitizer over what runs on several threads. It cannot place its shadow where addresses are too random.
    build_dir="$source_dir/target/sanitize-thread"
    configure -DO3D_SANITIZE=thread -DO3D_CUDA=OFF
    quietly cmake --build "$build_dir" --parallel "$(nproc)" --target library_test raster_test backward_test
    fixed_addresses=()
    if command -v setarch >/dev/null && setarch -R true 2>/dev/null; then fixed_addresses=(setarch -R); fi
    for name in library_test raster_test backward_test; do
      quietly "${fixed_addresses[@]}" "$build_dir/tests/$name"
    done
    # libFuzzer for a minute, where Clang is installed. The property test of the same calls has run above.
    if command -v clang++ >/dev/null; then
      build_dir="$source_dir/target/fuzz"
      CXX=clang++ configure -DO3D_FUZZ=ON -DO3D_CUDA=OFF
      quietly cmake --build "$build_dir" --parallel "$(nproc)" --target raster_fuzzer
      mkdir -p "$build_dir/corpus"
      quietly "$build_dir/tests/raster_fuzzer" -max_total_time=60 -max_len=1024 -timeout=30 -rss_limit_mb=4096 \
        -artifact_prefix="$build_dir/" "$build_dir/corpus"
    fi
    ;;
  *)
    echo "usage: build.sh build OUTPUT_DIR | build.sh programs | build.sh test | build.sh sanitize" >&2
    exit 2
    ;;
esac
