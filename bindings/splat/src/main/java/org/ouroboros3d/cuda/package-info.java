/** Streams, graphs and events of CUDA devices, and what LibTorch's allocator caches. */
package org.ouroboros3d.cuda;
