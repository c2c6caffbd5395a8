/** Holds libouroboros3d, the Gaussian rasterizer in C++ and CUDA, as a resource. It has no classes. */
module org.ouroboros3d.natives {}
