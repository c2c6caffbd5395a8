/** Gaussians rendered into views, for the loop and for pictures. */
package org.ouroboros3d.render;
