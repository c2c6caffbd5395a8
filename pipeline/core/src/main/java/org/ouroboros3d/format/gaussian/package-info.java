/** Files of 3D Gaussians in the formats that viewers and editors read. */
package org.ouroboros3d.format.gaussian;
