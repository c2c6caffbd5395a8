// libFuzzer's entry: arbitrary bytes as calls of the C ABI. A broken promise ends the process, as a sanitizer's report
// does.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "hostile_call.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  try {
    o3d_test::HostileOutcomes outcomes;
    o3d_test::run_hostile_call(data, size, outcomes);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    std::abort();
  }
  return 0;
}
