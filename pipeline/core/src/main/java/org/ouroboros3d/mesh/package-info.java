/** Closed triangle meshes made of Gaussians, and their files. */
package org.ouroboros3d.mesh;
