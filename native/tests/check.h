// A test framework in one page: TEST registers a case, CHECK reports and goes on, REQUIRE ends the case.
#ifndef O3D_TESTS_CHECK_H
#define O3D_TESTS_CHECK_H

#include <cstdio>
#include <stdexcept>
#include <vector>

namespace o3d_test {

struct Case {
  const char *name;
  void (*run)();
};

inline std::vector<Case> &cases() {
  static std::vector<Case> all;
  return all;
}

inline int &failures() {
  static int count = 0;
  return count;
}

struct Registration {
  Registration(const char *name, void (*run)()) { cases().push_back({name, run}); }
};

struct Abandoned : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline bool report(bool holds, const char *expression, const char *file, int line) {
  if (!holds) {
    std::fprintf(stderr, "%s:%d: %s does not hold\n", file, line, expression);
    ++failures();
  }
  return holds;
}

inline int run_all() {
  for (const Case &test : cases()) {
    const int before = failures();
    try {
      test.run();
    } catch (const std::exception &error) {
      std::fprintf(stderr, "%s: %s\n", test.name, error.what());
      ++failures();
    }
    std::printf("%s %s\n", failures() == before ? "ok  " : "FAIL", test.name);
  }
  std::printf("%zu cases, %d failures\n", cases().size(), failures());
  // No case at all means that the program tests nothing.
  return failures() == 0 && !cases().empty() ? 0 : 1;
}

}  // namespace o3d_test

#define TEST(name)                                                      \
  static void name();                                                   \
  static const o3d_test::Registration registration_##name{#name, name}; \
  static void name()

#define CHECK(expression) o3d_test::report(static_cast<bool>(expression), #expression, __FILE__, __LINE__)

#define REQUIRE(expression)                                         \
  do {                                                              \
    if (!CHECK(expression)) throw o3d_test::Abandoned("abandoned"); \
  } while (false)

#endif  // O3D_TESTS_CHECK_H
