// Counts what the CUDA kernels do on a scene, by executing their sources on the host:
// kernel_counts SCENE.safetensors [SIZE]. Minutes for a large scene; no times, as there is no device.
#include <cstdio>

#include "bench_scene.h"
#include "cuda_on_host.h"
#include "host_engine.h"

namespace o3d_test {
namespace {

void run(const std::string &path, int size) {
  const BenchScene bench(path, size);
  o3d_raster_settings settings = make_settings();
  settings.ccm_mode = O3D_CCM_WORLD;
  settings.flags = O3D_RASTER_KEEP_STATE;
  Rendering r(bench.scene, bench.views, settings);
  // Once to know the capacity, so that what is counted has no slack.
  r.render(host_engine());
  cuda_on_host::all_counters().clear();
  r.render(host_engine());
  r.differentiate(r.maps, host_engine());
  std::printf("%s: %lld Gaussians, %zu views of %d x %d, %lld splats drawn, %lld pairs, scratch %lld bytes\n",
              path.c_str(), static_cast<long long>(bench.scene.count()), bench.views.size(), size, size,
              static_cast<long long>(r.report.visible), static_cast<long long>(r.report.intersections),
              static_cast<long long>(r.call.scratch_bytes));
  std::printf("%-20s %9s %11s %11s %13s %14s\n", "kernel", "blocks", "barriers", "ballots", "shuffles", "splat x warp");
  for (const auto &[name, counted] : cuda_on_host::all_counters()) {
    // Each lane looks for the next splat's bit.
    std::printf("%-20s %9lld %11lld %11lld %13lld %14lld\n", name.c_str(), static_cast<long long>(counted.blocks),
                static_cast<long long>(counted.barriers), static_cast<long long>(counted.ballots),
                static_cast<long long>(counted.shuffles), static_cast<long long>(counted.bit_scans / 32));
  }
}

}  // namespace
}  // namespace o3d_test

int main(int argc, char **argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s SCENE.safetensors [SIZE]\n", argv[0]);
    return 2;
  }
  try {
    o3d_test::run(argv[1], argc > 2 ? std::atoi(argv[2]) : 512);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
