// Times a scene: raster_bench SCENE.safetensors [THREADS [SIZE [KERNELS]]], with all kernels or those named. Prints the
// best and the median of ten calls, and the best processor time.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "bench_scene.h"

namespace o3d_test {
namespace {

template <typename Work>
void time(const char *label, Work &&work) {
  std::vector<double> milliseconds, processor;
  for (int i = 0; i < 11; ++i) {
    const std::clock_t used = std::clock();
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
    if (i == 0) continue;
    milliseconds.push_back(spent.count());
    processor.push_back(1e3 * static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC);
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  std::sort(processor.begin(), processor.end());
  // The processor's time, summed over threads, says more than the clock where the machine is busy otherwise.
  std::printf("  %-9s best %7.1f ms, median %7.1f ms, processor %7.1f ms\n", label, milliseconds.front(),
              milliseconds[5], processor.front());
}

void run(const std::string &path, int threads, int size, const char *wanted) {
  const BenchScene bench(path, size);
  const Scene &scene = bench.scene;
  const std::vector<o3d_view> &views = bench.views;
  o3d_raster_settings settings = make_settings();
  settings.ccm_mode = O3D_CCM_WORLD;
  settings.flags = O3D_RASTER_KEEP_STATE;
  o3d::ThreadPool pool(threads);
  for (const o3d::cpu::Kernels *const *kernels = o3d::cpu::all_kernels(); *kernels != nullptr; ++kernels) {
    if (wanted != nullptr && std::strcmp(wanted, (*kernels)->name) != 0) continue;
    Rendering r(scene, views, settings);
    r.render(**kernels, &pool);
    std::printf("%s: %lld Gaussians, %zu views of %d x %d, %d threads, %lld intersections\n", (*kernels)->name,
                static_cast<long long>(scene.count()), views.size(), size, size, threads,
                static_cast<long long>(r.report.intersections));
    // From here on into memory that is aligned as LibTorch's is.
    const size_t pixels = static_cast<size_t>(size) * static_cast<size_t>(size);
    const size_t bytes = (8 * views.size() * pixels * sizeof(float) + 255) / 256 * 256;
    const std::unique_ptr<void, AlignedDeleter> maps(std::aligned_alloc(256, bytes));
    float *next = static_cast<float *>(maps.get());
    for (o3d_view &view : r.views) {
      view.color = next;
      view.alpha = next + 3 * pixels;
      view.depth = next + 4 * pixels;
      view.ccm = next + 5 * pixels;
      next += 8 * pixels;
    }
    r.settings.flags = 0;
    time("forward", [&] { r.render(**kernels, &pool); });
    r.settings.flags = O3D_RASTER_KEEP_STATE;
    time("keeping", [&] { r.render(**kernels, &pool); });
    time("backward", [&] { r.differentiate(r.maps, **kernels, &pool); });
  }
}

}  // namespace
}  // namespace o3d_test

int main(int argc, char **argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s SCENE.safetensors [THREADS [SIZE [KERNELS]]]\n", argv[0]);
    return 2;
  }
  try {
    o3d_test::run(argv[1], argc > 2 ? std::atoi(argv[2]) : 2, argc > 3 ? std::atoi(argv[3]) : 512,
                  argc > 4 ? argv[4] : nullptr);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
