package org.ouroboros3d.lgm;

/** What the three raw numbers of a Gaussian's position mean. */
public enum GaussianPlacement {
    /** They are its coordinates, as in LGM and in every published checkpoint. */
    FREE,
    /**
     * The first is how far it lies along its own pixel's ray, from where the ray comes closest to the origin; the others
     * are not read (Zhang et al., "GS-LRM: Large Reconstruction Model for 3D Gaussian Splatting", 2024, which measures
     * from the camera). Small networks need not learn where their pixels are.
     */
    ALONG_RAYS
}
