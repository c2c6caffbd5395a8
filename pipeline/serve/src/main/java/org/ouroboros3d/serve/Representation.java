package org.ouroboros3d.serve;

import java.util.Optional;

/** What a glTF file holds: the query option {@code representation}. */
final class Representation {
    static final String OPTION = "representation";

    private Representation() {}

    /**
     * {@return an artifact, or the other one of the same media type that the option asks for}
     *
     * @throws ProblemException if the option has another value, or the artifact is no glTF
     */
    static Artifact of(Artifact artifact, Optional<String> option) {
        if (option.isEmpty()) {
            return artifact;
        }
        if (artifact != Artifact.MESH) {
            throw new Problem(400, "only glTF, " + Artifact.MESH.mediaType() + ", has the option " + OPTION)
                    .exception();
        }
        return switch (option.get()) {
            case "mesh" -> Artifact.MESH;
            case "gaussians" -> Artifact.GAUSSIANS;
            default ->
                throw new Problem(400, OPTION + " must be mesh or gaussians, not '" + option.get() + "'").exception();
        };
    }
}
