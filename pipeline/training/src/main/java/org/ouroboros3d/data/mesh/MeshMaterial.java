package org.ouroboros3d.data.mesh;

import java.util.Optional;

/**
 * What a triangle looks like.
 *
 * @param red colour as it is shown, in [0, 1], by which texture and vertex colours are multiplied
 * @param green as {@code red}
 * @param blue as {@code red}
 * @param texture its picture
 */
record MeshMaterial(float red, float green, float blue, Optional<Texture> texture) {
    /** Of meshes that say nothing about their colour. */
    static final MeshMaterial CLAY = new MeshMaterial(0.74f, 0.71f, 0.68f, Optional.empty());

    /** Of meshes that say it for each vertex. */
    static final MeshMaterial WHITE = new MeshMaterial(1, 1, 1, Optional.empty());

    static MeshMaterial textured(Texture texture) {
        return new MeshMaterial(1, 1, 1, Optional.of(texture));
    }
}
