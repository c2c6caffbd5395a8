/** 3D Gaussians on the host: clouds, their axes, spherical harmonics, unit rotations and the low-pass filter. */
package org.ouroboros3d.gaussian;
