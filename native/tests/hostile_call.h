// Calls of the C ABI made of arbitrary bytes, for the fuzzer and the property test.
#ifndef O3D_TESTS_HOSTILE_CALL_H
#define O3D_TESTS_HOSTILE_CALL_H

#include <cstddef>
#include <cstdint>

namespace o3d_test {

// How calls ended, so that a test can see that it reached what it is about.
struct HostileOutcomes {
  int64_t rendered = 0;
  int64_t overflowed = 0;
  int64_t differentiated = 0;
  int64_t refused = 0;
};

// Reads a scene, views, settings and faults from the bytes, renders and differentiates them, and checks what the header
// promises for any input. Throws std::runtime_error that says which promise was broken.
void run_hostile_call(const uint8_t *data, size_t size, HostileOutcomes &outcomes);

}  // namespace o3d_test

#endif  // O3D_TESTS_HOSTILE_CALL_H
