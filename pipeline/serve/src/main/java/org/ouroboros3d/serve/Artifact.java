package org.ouroboros3d.serve;

import java.util.Arrays;
import java.util.Optional;

/** A file that a prediction can be taken away as. */
enum Artifact {
    /** The Gaussians, for viewers. */
    PLY("model.ply", "application/x-ply"),
    /** The Gaussians, small. */
    SPZ("model.spz", "application/x-spz"),
    /** A closed mesh. */
    MESH("model.glb", "model/gltf-binary"),
    /** The Gaussians as glTF: {@code model.glb?representation=gaussians}. */
    GAUSSIANS("model.glb", "model/gltf-binary"),
    /** A page that shows the Gaussians of every step. */
    VIEWER("viewer.html", "text/html; charset=utf-8"),
    /** The generated views side by side. */
    VIEWS("views.png", "image/png"),
    /** A turn. */
    TURNTABLE("turntable.mp4", "video/mp4"),
    /** The cut-out object as the model sees it, from the beginning. */
    OBJECT("object.png", "image/png");

    private final String fileName;
    private final String mediaType;

    Artifact(String fileName, String mediaType) {
        this.fileName = fileName;
        this.mediaType = mediaType;
    }

    String fileName() {
        return fileName;
    }

    String mediaType() {
        return mediaType;
    }

    /** {@return the artifact of a file name, {@link #MESH} where two have it} */
    static Optional<Artifact> named(String fileName) {
        return Arrays.stream(values())
                .filter(artifact -> artifact.fileName.equals(fileName))
                .findFirst();
    }
}
