// The rasterizer on a GPU as an engine of the tests: host memory in and out, device memory in between.
#ifndef O3D_TESTS_CUDA_ENGINE_H
#define O3D_TESTS_CUDA_ENGINE_H

#include "scene.h"

namespace o3d_test {

Engine cuda_engine();

// Forward alone, recorded and then launched.
Engine recorded_cuda_engine();

}  // namespace o3d_test

#endif  // O3D_TESTS_CUDA_ENGINE_H
