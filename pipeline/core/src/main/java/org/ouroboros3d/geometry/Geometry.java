package org.ouroboros3d.geometry;

/**
 * The geometry that a checkpoint was trained with.
 *
 * <p>The released Ouroboros3D departs from its paper in the camera rays, in the coordinate map that is fed back, and in
 * how LGM's quaternions are normalised. Its weights work with these departures only.
 */
public enum Geometry {
    /** The released code to the letter, for the published checkpoint. */
    OFFICIAL,
    /** The paper's text: rays {@code (o, o x d)} in world coordinates, world coordinates scaled to [0, 1], unit
     * quaternions. */
    CANONICAL
}
