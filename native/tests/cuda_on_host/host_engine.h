// The CUDA sources executed on the host, for the tests that render.
#ifndef O3D_TESTS_HOST_ENGINE_H
#define O3D_TESTS_HOST_ENGINE_H

#include "../scene.h"

namespace o3d_test {

Engine host_engine();

}  // namespace o3d_test

#endif  // O3D_TESTS_HOST_ENGINE_H
