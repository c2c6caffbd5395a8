/**
 * The detail head: a light U-Net that lays the pixels of the input image onto the surface of finished Gaussians.
 *
 * <p>It is this project's own. The published method has no part like it, and its models run without.
 */
package org.ouroboros3d.detail;
