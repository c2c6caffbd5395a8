#include "host_engine.h"

#include "cuda/rasterizer.h"

namespace o3d_test {

Engine host_engine() {
  return {"cuda-host", o3d::cuda_on_host::scratch_size, o3d::cuda_on_host::forward, o3d::cuda_on_host::backward};
}

}  // namespace o3d_test
