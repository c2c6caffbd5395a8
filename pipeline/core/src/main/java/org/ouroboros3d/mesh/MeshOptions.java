package org.ouroboros3d.mesh;

/**
 * How a mesh is made of Gaussians.
 *
 * @param faces the most triangles, from {@link #MIN_FACES}
 * @param resolution voxels along the longest side of the object, {@link #MIN_RESOLUTION} to {@link #MAX_RESOLUTION},
 *     or {@link #BY_SIZE}
 * @param texture width and height of the texture in pixels, {@link #MIN_TEXTURE} to {@link #MAX_TEXTURE}; 0 for colors of
 *     the vertices alone
 * @param threads that compute, 1 to 1024; the mesh does not depend on it
 */
public record MeshOptions(int faces, int resolution, int texture, int threads) {
    /** Fewer make no closed surface of any object. */
    public static final int MIN_FACES = 100;

    /** What {@link #faces} is in {@link #of}. */
    public static final int DEFAULT_FACES = 50_000;

    /** A resolution that is chosen by the size of the Gaussians. */
    public static final int BY_SIZE = 0;

    /** The finest resolution that is chosen so. */
    public static final int DEFAULT_RESOLUTION = 160;

    /** The coarsest field. */
    public static final int MIN_RESOLUTION = 16;

    /** The finest field: 0.5 GB of distances. */
    public static final int MAX_RESOLUTION = 512;

    /** The smallest texture. */
    public static final int MIN_TEXTURE = 64;

    /** The largest texture. */
    public static final int MAX_TEXTURE = 8192;

    private static final int MAX_THREADS = 1024;

    /** Checks the ranges. */
    public MeshOptions {
        requireRange("faces", faces, MIN_FACES, Integer.MAX_VALUE);
        if (resolution != BY_SIZE) {
            requireRange("resolution", resolution, MIN_RESOLUTION, MAX_RESOLUTION);
        }
        if (texture != 0) {
            requireRange("texture", texture, MIN_TEXTURE, MAX_TEXTURE);
        }
        requireRange("threads", threads, 1, MAX_THREADS);
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", not " + value);
        }
    }

    /** {@return {@link #DEFAULT_FACES}, a resolution by the size of the Gaussians, and colors of the vertices} */
    public static MeshOptions of(int threads) {
        return new MeshOptions(DEFAULT_FACES, BY_SIZE, 0, threads);
    }

    /** {@return these options with another number of faces} */
    public MeshOptions withFaces(int value) {
        return new MeshOptions(value, resolution, texture, threads);
    }

    /** {@return these options with another resolution} */
    public MeshOptions withResolution(int value) {
        return new MeshOptions(faces, value, texture, threads);
    }

    /** {@return these options with a texture of another size} */
    public MeshOptions withTexture(int value) {
        return new MeshOptions(faces, resolution, value, threads);
    }
}
