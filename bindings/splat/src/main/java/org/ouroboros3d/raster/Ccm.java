package org.ouroboros3d.raster;

/** What the canonical coordinate map of a rendering holds, three channels per pixel. */
public sealed interface Ccm {
    /** No coordinate map. */
    Ccm NONE = new None();

    /**
     * World coordinates of the cube [-1, 1] in [0, 1], over the colour of the world's origin, 0.5: since offset and
     * background agree, the map is {@code 0.5 sum(w_i mean_i) + 0.5}.
     */
    Ccm CANONICAL = new World(0.5f, 0.5f, 0.5f, 0.5f, 0.5f);

    /**
     * The position map that the released Ouroboros3D feeds back, made of the depth with pixel indices against
     * normalised intrinsics, times 0.001, plus 0.5, clamped to [0, 1]; 0.5 where the depth is 0 (its
     * {@code src/utils/geometry.py}).
     */
    Ccm OFFICIAL = new Depth(0.001f, 0.5f);

    /** No coordinate map. */
    record None() implements Ccm {}

    /**
     * World positions of the Gaussians times {@code scale} plus {@code offset}, blended like a colour. Not clamped.
     *
     * @param red background of the x channel, where nothing is drawn
     * @param green background of the y channel
     * @param blue background of the z channel
     */
    record World(float scale, float offset, float red, float green, float blue) implements Ccm {}

    /** The released model's position map, see {@link #OFFICIAL}. */
    record Depth(float scale, float offset) implements Ccm {}
}
