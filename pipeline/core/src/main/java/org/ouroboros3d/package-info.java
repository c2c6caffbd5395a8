/**
 * The facade: {@link org.ouroboros3d.Ouroboros3D} opens a model and turns images into 3D. It may use every package of this
 * module; none uses it.
 */
package org.ouroboros3d;
