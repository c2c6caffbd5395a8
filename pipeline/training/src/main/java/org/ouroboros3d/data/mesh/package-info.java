/**
 * Triangle meshes from files, fitted into a sphere of radius 0.5 around the origin and ray cast through a hierarchy of
 * bounding boxes.
 */
package org.ouroboros3d.data.mesh;
