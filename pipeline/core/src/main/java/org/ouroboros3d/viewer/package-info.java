/** A page that shows 3D Gaussians in a browser, without a network: one self-contained HTML file. */
package org.ouroboros3d.viewer;
