/** Cameras, their rays, and the conventions that checkpoints differ in. */
package org.ouroboros3d.geometry;
