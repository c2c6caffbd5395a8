#include "hostile_call.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "ouroboros3d.h"

namespace o3d_test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr uint8_t kCanary = 0xa5;
constexpr size_t kGuard = 64;

void require(bool holds, const std::string &promise) {
  if (!holds) throw std::runtime_error("broken promise: " + promise);
}

// The bytes, one after another; zeros after their end.
class Bytes {
 public:
  Bytes(const uint8_t *data, size_t size) : data_(data), size_(size) {}

  uint32_t below(uint32_t limit) { return next() % limit; }
  // True once in so many times, never for a zero byte: short inputs are calls without faults.
  bool rarely(uint32_t often) { return below(often) == often - 1; }
  template <typename T, size_t kCount>
  T one_of(const T (&values)[kCount]) {
    return values[below(kCount)];
  }

  // Mostly in [low, high], sometimes anything.
  float number(float low, float high) {
    static constexpr float kHostile[] = {0.0f,   -0.0f, 1.0f,    -1.0f,    1e-45f,    1e-38f,
                                         -1e-7f, 1e-4f, 255.0f,  65536.0f, 16777216,  1e19f,
                                         -1e19f, 1e38f, 3.4e38f, kNaN,     kInfinity, -kInfinity};
    const uint8_t kind = next();
    if (kind >= 224) return one_of(kHostile);
    if (kind >= 216) {
      uint32_t bits = 0;
      for (int i = 0; i < 4; ++i) bits = bits << 8 | next();
      float value;
      std::memcpy(&value, &bits, sizeof value);
      return value;
    }
    return low + (high - low) * static_cast<float>(kind) / 215.0f;
  }

 private:
  uint8_t next() { return at_ < size_ ? data_[at_++] : uint8_t{0}; }

  const uint8_t *data_;
  size_t size_;
  size_t at_ = 0;
};

// Memory with a canary behind it, for builds without AddressSanitizer.
class Guarded {
 public:
  explicit Guarded(size_t bytes) : bytes_(bytes), memory_(std::aligned_alloc(256, (bytes + kGuard + 255) / 256 * 256)) {
    require(memory_ != nullptr, "memory for the test");
    std::memset(memory_.get(), kCanary, bytes + kGuard);
  }

  void *data() const { return memory_.get(); }
  float *floats() const { return static_cast<float *>(memory_.get()); }
  size_t bytes() const { return bytes_; }
  bool intact() const {
    const uint8_t *end = static_cast<const uint8_t *>(memory_.get()) + bytes_;
    return std::all_of(end, end + kGuard, [](uint8_t value) { return value == kCanary; });
  }

 private:
  struct Free {
    void operator()(void *p) const { std::free(p); }
  };
  size_t bytes_;
  std::unique_ptr<void, Free> memory_;
};

struct HostileScene {
  int channels;
  int64_t count;
  std::vector<float> means, quats, scales, opacities, colors;

  explicit HostileScene(Bytes &bytes) {
    static constexpr int kChannels[] = {3, 3, 3, 1, 2, 8};
    static constexpr int kCounts[] = {6, 24, 1, 0, 3, 300};
    channels = bytes.one_of(kChannels);
    count = bytes.one_of(kCounts);
    const bool one_point = bytes.rarely(6), huge = bytes.rarely(6);
    // What is not read from the bytes repeats.
    const int64_t read = std::min<int64_t>(count, 24);
    for (int64_t i = 0; i < count; ++i) {
      const auto push = [&](std::vector<float> &array, float low, float high, size_t width) {
        array.push_back(i < read ? bytes.number(low, high) : array[array.size() - static_cast<size_t>(read) * width]);
      };
      for (int k = 0; k < 2; ++k) push(means, one_point ? 0.0f : -1.0f, one_point ? 0.0f : 1.0f, 3);
      push(means, one_point ? 2.0f : -0.5f, one_point ? 2.0f : 4.0f, 3);
      for (int k = 0; k < 4; ++k) push(quats, -1.0f, 1.0f, 4);
      for (int k = 0; k < 3; ++k) push(scales, huge ? 10.0f : -0.1f, huge ? 1e4f : 0.4f, 3);
      push(opacities, -0.2f, 1.4f, 1);
      for (int c = 0; c < channels; ++c) push(colors, 0.0f, 1.0f, static_cast<size_t>(channels));
    }
  }

  bool finite(int64_t i) const {
    const auto all = [i](const std::vector<float> &array, int width) {
      return std::all_of(array.begin() + i * width, array.begin() + (i + 1) * width,
                         [](float v) { return std::isfinite(v); });
    };
    return all(means, 3) && all(quats, 4) && all(scales, 3) && all(opacities, 1) && all(colors, channels);
  }
};

struct HostileCall {
  o3d_execution execution{};
  o3d_gaussians gaussians{};
  o3d_raster_settings settings{};
  o3d_raster_report report{};
  o3d_raster_call call{};
  std::vector<o3d_view> views;
  std::vector<Guarded> maps;

  HostileCall(const HostileScene &scene, Bytes &bytes) {
    gaussians = {scene.channels,     scene.count,         scene.means.data(),
                 scene.quats.data(), scene.scales.data(), scene.opacities.data(),
                 scene.colors.data()};
    read_settings(bytes);
    const uint32_t view_count = 1 + bytes.below(3);
    for (uint32_t v = 0; v < view_count; ++v) read_view(bytes, scene.channels);
    static constexpr int64_t kCapacities[] = {20000, 20000, 20000, 16, 0, 1};
    call.view_count = static_cast<int32_t>(views.size());
    call.execution = &execution;
    call.gaussians = &gaussians;
    call.settings = &settings;
    call.views = views.data();
    call.max_intersections = bytes.one_of(kCapacities);
    call.report = &report;
    spoil(bytes);
  }

  HostileCall(const HostileCall &) = delete;
  HostileCall &operator=(const HostileCall &) = delete;

 private:
  void read_settings(Bytes &bytes) {
    static constexpr uint32_t kFlags[] = {O3D_RASTER_KEEP_STATE,
                                          O3D_RASTER_KEEP_STATE,
                                          O3D_RASTER_KEEP_STATE | O3D_RASTER_ANTIALIASED,
                                          0,
                                          O3D_RASTER_CLAMP_COLOR,
                                          O3D_RASTER_KEEP_STATE | O3D_RASTER_CLAMP_COLOR};
    settings.flags = bytes.one_of(kFlags);
    settings.scale_modifier = bytes.rarely(8) ? bytes.number(-2.0f, 2.0f) : 1.0f;
    settings.ccm_mode = static_cast<int32_t>(bytes.below(3));
    settings.ccm_scale = bytes.rarely(8) ? bytes.number(-1.0f, 1.0f) : 0.5f;
    settings.ccm_offset = 0.5f;
    for (float &value : settings.background) value = bytes.rarely(32) ? bytes.number(0.0f, 1.0f) : 1.0f;
  }

  void read_view(Bytes &bytes, int channels) {
    static constexpr int kSizes[][2] = {{40, 24}, {64, 32}, {1, 1}, {17, 16}, {33, 5}, {16384, 8}, {1, 16384}};
    const auto &size = kSizes[bytes.below(sizeof kSizes / sizeof *kSizes)];
    o3d_view view{};
    view.width = size[0];
    view.height = size[1];
    view.fx = bytes.rarely(8) ? bytes.number(1e-3f, 1e4f) : 30.0f;
    view.fy = bytes.rarely(8) ? bytes.number(1e-3f, 1e4f) : 30.0f;
    view.cx = bytes.rarely(8) ? bytes.number(-1e4f, 1e4f) : 0.5f * static_cast<float>(view.width);
    view.cy = 0.5f * static_cast<float>(view.height);
    view.near_plane = bytes.rarely(8) ? bytes.number(0.0f, 2.0f) : 0.2f;
    view.far_plane = bytes.rarely(8) ? bytes.number(0.0f, 4.0f) : kInfinity;
    for (int i = 0; i < 4; ++i) view.world_to_camera[5 * i] = 1.0f;
    if (bytes.rarely(4)) {
      for (int i = 0; i < 12; ++i) view.world_to_camera[i] = bytes.number(-1.0f, 1.0f);
    }
    const size_t pixels = static_cast<size_t>(view.width) * static_cast<size_t>(view.height);
    const auto map = [&](size_t values) -> float * {
      if (bytes.rarely(8)) return nullptr;
      maps.emplace_back(values * sizeof(float));
      return maps.back().floats();
    };
    view.color = map(pixels * static_cast<size_t>(channels));
    view.alpha = map(pixels);
    view.depth = map(pixels);
    view.ccm = map(pixels * 3);
    views.push_back(view);
  }

  // Faults of the kind that a caller with a mistake makes.
  void spoil(Bytes &bytes) {
    const uint32_t kind = bytes.below(96);
    switch (kind) {
      case 85:
        gaussians.channels = O3D_MAX_CHANNELS + 1;
        break;
      case 86:
        gaussians.count = -1;
        break;
      case 87:
        views.back().width = O3D_MAX_IMAGE_SIZE + 1;
        break;
      case 88:
        call.view_count = 0;
        break;
      case 89:
        settings.flags = 1u << 30;
        break;
      case 90:
        settings.ccm_mode = 17;
        break;
      case 91:
        execution.device = 9;
        break;
      case 92:
        call.max_intersections = -5;
        break;
      case 93:
        call.report = nullptr;
        break;
      case 94:
        call.views = nullptr;
        break;
      case 95:
        gaussians.means = nullptr;
        break;
      default:
        break;
    }
  }
};

// A status that a caller's input can give, with a text where it is no success. False where the call was refused.
bool succeeded(int32_t status, const char *function) {
  require(status == O3D_OK || status == O3D_INVALID_ARGUMENT || status == O3D_SCRATCH_TOO_SMALL,
          std::string(function) + " returned status " + std::to_string(status) + ": " + o3d_last_error());
  if (status == O3D_OK) return true;
  require(o3d_last_error()[0] != '\0', std::string(function) + " explains a refusal");
  return false;
}

void check_alpha(const HostileCall &hostile) {
  for (const o3d_view &view : hostile.views) {
    const float *alpha = view.alpha;
    const int64_t pixels = alpha == nullptr ? 0 : int64_t{view.width} * view.height;
    for (int64_t p = 0; p < pixels; ++p) {
      require(alpha[p] >= 0.0f && alpha[p] <= 1.0f, "alpha is in [0, 1] (" + std::to_string(alpha[p]) + ")");
    }
  }
}

void differentiate(HostileCall &hostile, const HostileScene &scene, HostileOutcomes &outcomes) {
  size_t largest = 0;
  for (const o3d_view &view : hostile.views) {
    largest = std::max(largest, static_cast<size_t>(view.width) * static_cast<size_t>(view.height));
  }
  const std::vector<float> ones(largest * O3D_MAX_CHANNELS, 1.0f);
  std::vector<o3d_view_gradients> inputs(
      hostile.views.size(), o3d_view_gradients{ones.data(), ones.data(), ones.data(),
                                               hostile.settings.ccm_mode == O3D_CCM_NONE ? nullptr : ones.data()});
  const size_t count = static_cast<size_t>(scene.count);
  const int widths[] = {3, 4, 3, 1, scene.channels};
  std::vector<Guarded> results;
  for (int width : widths) results.emplace_back(count * static_cast<size_t>(width) * sizeof(float));
  const o3d_gaussian_gradients outputs{results[0].floats(), results[1].floats(), results[2].floats(),
                                       results[3].floats(), results[4].floats()};
  if (!succeeded(o3d_raster_backward(&hostile.call, inputs.data(), &outputs), "o3d_raster_backward")) {
    ++outcomes.refused;
    return;
  }
  ++outcomes.differentiated;
  for (size_t r = 0; r < results.size(); ++r) {
    require(results[r].intact(), "backward writes inside of its outputs");
    for (int64_t i = 0; i < scene.count; ++i) {
      if (scene.finite(i) && hostile.report.overflow == 0) continue;
      for (int k = 0; k < widths[r]; ++k) {
        require(results[r].floats()[i * widths[r] + k] == 0.0f, "what is not drawn has zero gradients");
      }
    }
  }
}

}  // namespace

void run_hostile_call(const uint8_t *data, size_t size, HostileOutcomes &outcomes) {
  Bytes bytes(data, size);
  // Faults in the scratch come first in the bytes: the scene may use up the rest.
  const bool short_scratch = bytes.rarely(24), askew_scratch = bytes.rarely(24);
  const HostileScene scene(bytes);
  HostileCall hostile(scene, bytes);
  int64_t needed = 0;
  if (!succeeded(o3d_raster_scratch_size(&hostile.call, &needed), "o3d_raster_scratch_size")) {
    ++outcomes.refused;
    return;
  }
  require(needed > 0 && needed < int64_t{1} << 31, "scratch of a small call is small");
  const int64_t given = short_scratch ? needed - 1 : needed;
  const Guarded scratch(static_cast<size_t>(given));
  hostile.call.scratch = static_cast<char *>(scratch.data()) + (askew_scratch ? 4 : 0);
  hostile.call.scratch_bytes = given;
  const bool rendered = succeeded(o3d_raster_forward(&hostile.call), "o3d_raster_forward");
  require(!rendered || (!short_scratch && !askew_scratch), "scratch that does not fit is refused");
  require(scratch.intact(), "forward stays inside of its scratch");
  for (const Guarded &map : hostile.maps) require(map.intact(), "forward writes inside of its outputs");
  if (!rendered) {
    ++outcomes.refused;
    return;
  }
  ++outcomes.rendered;
  outcomes.overflowed += hostile.report.overflow;
  check_alpha(hostile);
  differentiate(hostile, scene, outcomes);
  require(scratch.intact(), "backward stays inside of its scratch");
}

}  // namespace o3d_test
