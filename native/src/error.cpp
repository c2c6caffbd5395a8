#include "error.h"

#include <cstdarg>
#include <cstdio>

namespace o3d {
namespace {

thread_local char last_text[256];

}  // namespace

Error::Error(o3d_status status, const char *format, ...) noexcept : status_(status), text_() {
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text_, sizeof text_, format, arguments);
  va_end(arguments);
}

const char *last_error() noexcept { return last_text; }

int32_t record_error(o3d_status status, const char *text) noexcept {
  std::snprintf(last_text, sizeof last_text, "%s", text);
  return status;
}

}  // namespace o3d
