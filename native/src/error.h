// Failures inside the library, and how an entry of the C ABI turns them into a status.
#ifndef O3D_ERROR_H
#define O3D_ERROR_H

#include <cstdint>
#include <exception>
#include <new>
#include <system_error>

#include "ouroboros3d.h"

namespace o3d {

// A failure with the status to return. The text is formatted into a fixed buffer: raising it allocates nothing of ours.
class Error : public std::exception {
 public:
  __attribute__((format(printf, 3, 4))) Error(o3d_status status, const char *format, ...) noexcept;

  o3d_status status() const noexcept { return status_; }
  const char *what() const noexcept override { return text_; }

 private:
  o3d_status status_;
  char text_[256];
};

// The calling thread's last error.
const char *last_error() noexcept;

// Records the failure of an entry and gives back its status.
int32_t record_error(o3d_status status, const char *text) noexcept;

// Runs an entry's body; no exception leaves it.
template <typename Body>
int32_t guarded(Body &&body) noexcept {
  try {
    body();
    return O3D_OK;
  } catch (const Error &error) {
    return record_error(error.status(), error.what());
  } catch (const std::bad_alloc &) {
    return record_error(O3D_OUT_OF_RESOURCES, "out of memory");
  } catch (const std::system_error &error) {
    return record_error(O3D_OUT_OF_RESOURCES, error.what());
  } catch (const std::exception &error) {
    return record_error(O3D_INTERNAL_ERROR, error.what());
  } catch (...) {
    return record_error(O3D_INTERNAL_ERROR, "unknown exception");
  }
}

}  // namespace o3d

#endif  // O3D_ERROR_H
