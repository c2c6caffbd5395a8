/**
 * Ray casting of opaque objects on a transparent background, for data sets: what is drawn fills
 * {@link org.ouroboros3d.data.render.GBuffer} with surfaces, and {@link org.ouroboros3d.data.render.OrbitRenderer}
 * lights them and averages them to pixels.
 */
package org.ouroboros3d.data.render;
