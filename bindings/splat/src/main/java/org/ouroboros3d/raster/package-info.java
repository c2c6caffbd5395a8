/** The Gaussian rasterizer on LibTorch tensors, with its backward pass. */
package org.ouroboros3d.raster;
