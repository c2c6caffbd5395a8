// Cuts the caller's scratch into aligned sections.
#ifndef O3D_CARVER_H
#define O3D_CARVER_H

#include <cstdint>

namespace o3d {

// With a null base, it only counts.
class Carver {
 public:
  explicit Carver(void *base) : base_(static_cast<char *>(base)) {}

  template <typename T>
  T *take(int64_t count) {
    T *section = base_ == nullptr ? nullptr : reinterpret_cast<T *>(base_ + used_);
    used_ += (count * static_cast<int64_t>(sizeof(T)) + 255) / 256 * 256;
    return section;
  }

  int64_t used() const { return used_; }

 private:
  char *base_;
  int64_t used_ = 0;
};

}  // namespace o3d

#endif  // O3D_CARVER_H
