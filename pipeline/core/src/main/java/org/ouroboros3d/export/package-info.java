/** What people take away of a generation: pictures, videos, pages, meshes and Gaussians with the remarks of their model. */
package org.ouroboros3d.export;
