package org.ouroboros3d.format.gaussian;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.Axes;

/** The file formats of 3D Gaussians, by the ending of their files' names. */
public enum GaussianFormat {
    /** INRIA's PLY layout: float32, 68 bytes for a Gaussian of degree 0. */
    PLY(".ply", Axes.RDF),
    /** PlayCanvas' compressed PLY layout: 16 bytes and a share of 72 for every 256 Gaussians. */
    COMPRESSED_PLY(".compressed.ply", Axes.RDF),
    /** The format of antimatter15's viewer: 32 bytes, degree 0 only. */
    SPLAT(".splat", Axes.RDF),
    /** Niantic's compressed format, about 7 bytes. */
    SPZ(".spz", Axes.RUB),
    /** Binary glTF 2.0 with KHR_gaussian_splatting: float32, 60 bytes for a Gaussian of degree 0. */
    GLB(".glb", Axes.RUB);

    private final String ending;
    private final Axes axes;

    GaussianFormat(String ending, Axes axes) {
        this.ending = ending;
        this.axes = axes;
    }

    /** {@return how names of such files end, in lower case} */
    public String ending() {
        return ending;
    }

    /** {@return the axes in which the format's own tools show a file upright} */
    public Axes axes() {
        return axes;
    }

    /**
     * {@return the format that the ending of a file's name says}
     *
     * @throws InputException if none has it
     */
    public static GaussianFormat of(Path file) {
        return find(file)
                .orElseThrow(() -> new InputException(
                        file.toString(), "the ending of its name is unknown", "name a file that ends in " + endings()));
    }

    /** {@return the format that the ending of a file's name says; empty if none has it} */
    public static Optional<GaussianFormat> find(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(COMPRESSED_PLY.ending)) {
            return Optional.of(COMPRESSED_PLY);
        }
        return Arrays.stream(values())
                .filter(format -> name.endsWith(format.ending))
                .findFirst();
    }

    /** {@return all endings, for people} */
    public static String endings() {
        return Arrays.stream(values()).map(GaussianFormat::ending).collect(Collectors.joining(", "));
    }
}
