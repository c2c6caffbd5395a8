package org.ouroboros3d.format.ply;

import org.ouroboros3d.gaussian.Axes;

/** What the rotation columns of a Gaussian PLY file mean, and which axes it has. */
public enum PlyLayout {
    /**
     * The quaternions are rotations once they are normalised, which is what viewers of the INRIA layout do. The
     * rasterizer does not normalise, and for a quaternion of another length its matrix is not a rotation; so writing
     * replaces scales and quaternion by the axes of the same covariance, and reading normalises. Files are written in
     * {@link Axes#RDF} with normals of zero, as INRIA's code writes them.
     */
    VIEWER,
    /**
     * The quaternions are the rasterizer's, as they are: the files of the reference's {@code save_ply} and
     * {@code load_ply} (Ouroboros3D 8e64942, {@code lgm/gs.py}). Where they are not of length one, viewers show other
     * shapes than the rasterizer. Axes are {@link Axes#RUB}, as everywhere in that code.
     */
    REFERENCE
}
