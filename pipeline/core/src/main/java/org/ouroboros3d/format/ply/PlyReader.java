package org.ouroboros3d.format.ply;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;

/**
 * Reads Gaussians from PLY files in the layout of INRIA's viewers: x y z, f_dc_0..2, opacity (a logit), scale_0..2
 * (logarithms), rot_0..3 (w, x, y, z), and f_rest_* of degree 1, 2 or 3. Binary of either byte order or text, properties
 * of any scalar type in any order; others, such as normals, are ignored. Files in PlayCanvas' compressed layout are known
 * by their chunks and read too.
 *
 * <p>The axes of a file are, unless the caller knows better, those of its comment {@code axes rub} or {@code axes rdf},
 * which {@link PlyWriter} writes. Without one, the layout of the released code, and a file that has exactly its columns
 * (as this library wrote them too), is {@link Axes#RUB}, any other file {@link Axes#RDF}.
 */
public final class PlyReader {
    /** The columns in the reference's order. */
    static final List<String> COLUMNS = List.of(
            "x", "y", "z", "f_dc_0", "f_dc_1", "f_dc_2", "opacity", "scale_0", "scale_1", "scale_2", "rot_0", "rot_1",
            "rot_2", "rot_3");

    /** What the names of columns of degrees 1 and above begin with. */
    static final String REST = "f_rest_";

    private static final String REMEDY = "export it again as a Gaussian splat PLY";
    private static final System.Logger LOG = System.getLogger(PlyReader.class.getName());

    private PlyReader() {}

    /** As below, in the axes that the file says or implies. */
    public static GaussianCloud read(Path file, PlyLayout layout) {
        return read(file, layout, Optional.empty());
    }

    /**
     * {@return the Gaussians of a file, in the library's axes}
     *
     * <p>Those that no rasterizer can draw (values that are not finite or beyond any scene, and in the
     * {@link PlyLayout#VIEWER} layout zero quaternions) are left out, with a warning in the log.
     *
     * @param axes the file's, whatever it says; empty to believe it
     * @throws InputException when there is no such file, or it is damaged or holds something else
     */
    public static GaussianCloud read(Path file, PlyLayout layout, Optional<Axes> axes) {
        String source = file.toString();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read(source, in, Files.size(file), layout, axes);
        } catch (NoSuchFileException e) {
            throw new InputException(source, "there is no such file", "check the path", e);
        } catch (IOException e) {
            throw new InputException(source, "it cannot be read (" + e.getMessage() + ")", "check its permissions", e);
        }
    }

    /**
     * As above, from a stream.
     *
     * @param source what errors call it
     * @param size bytes of the whole file, against which counts are checked before memory is taken
     * @throws IOException when the stream fails
     */
    public static GaussianCloud read(String source, InputStream in, long size, PlyLayout layout, Optional<Axes> axes)
            throws IOException {
        PlyHeader header = PlyHeader.read(source, in);
        long available = size - header.bytes();
        GaussianCloud cloud = CompressedPlyReader.isCompressed(header)
                ? CompressedPlyReader.read(source, header, in, available)
                : readVertices(source, header, in, available, layout);
        return axes.orElseGet(() -> axes(header, layout)).toWorld(cloud);
    }

    /** The axes that a file says or implies. */
    private static Axes axes(PlyHeader header, PlyLayout layout) {
        for (Axes axes : Axes.values()) {
            if (header.comments().contains(comment(axes))) {
                return axes;
            }
        }
        return layout == PlyLayout.REFERENCE || hasColumnsOfTheReference(header) ? Axes.RUB : Axes.RDF;
    }

    /** {@return the remark in a header that records the axes} */
    static String comment(Axes axes) {
        return "axes " + axes.name().toLowerCase(Locale.ROOT);
    }

    private static boolean hasColumnsOfTheReference(PlyHeader header) {
        return header.elements().size() == 1
                && header.elements().getFirst().names().equals(COLUMNS);
    }

    private static GaussianCloud readVertices(
            String source, PlyHeader header, InputStream in, long available, PlyLayout layout) throws IOException {
        PlyRows rows = new PlyRows(source, in, header.format());
        long left = available;
        for (PlyHeader.Element element : header.elements()) {
            boolean vertices = element.name().equals("vertex");
            if (vertices && element.hasLists()) {
                throw new InputException(source, "its vertices hold lists: it is a mesh, no splat file", REMEDY);
            }
            // Division, since a forged count times the row size would overflow.
            long fewest = rows.fewestBytes(element);
            // The last number of a text file needs no separator after it.
            if (element.count() > 0 && (fewest == 0 || element.count() > (left + 1) / fewest)) {
                throw new InputException(
                        source,
                        "its header announces " + element.count() + " " + element.name()
                                + " elements, the file holds fewer",
                        "export or download it again");
            }
            if (!vertices) {
                for (long i = 0; i < element.count(); i++) {
                    rows.next(element);
                }
                left -= element.count() * fewest;
                continue;
            }
            int[] columns = columns(source, element);
            if (element.count() > Integer.MAX_VALUE / columns.length) {
                throw new InputException(source, "it holds more Gaussians than this library can", "export fewer");
            }
            GaussianRows gaussians = new GaussianRows((int) element.count(), layout, shDegree(source, element));
            float[] row = new float[element.properties().size()];
            for (long i = 0; i < element.count(); i++) {
                rows.next(element, row);
                gaussians.add(row, columns);
            }
            if (element.equals(header.elements().getLast())) {
                PlyRows.requireEnd(source, in);
            }
            if (gaussians.dropped() > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}: left out {1} Gaussians that cannot be drawn",
                        source,
                        gaussians.dropped());
            }
            return gaussians.toCloud();
        }
        throw new InputException(source, "it has no vertex element", REMEDY);
    }

    /** The degree that the number of f_rest_* columns says. */
    private static int shDegree(String source, PlyHeader.Element element) {
        long rest =
                element.names().stream().filter(name -> name.startsWith(REST)).count();
        for (int degree = 0; degree <= GaussianCloud.MAX_SH_DEGREE; degree++) {
            if (rest == 3L * GaussianCloud.shCoefficients(degree)) {
                return degree;
            }
        }
        throw new InputException(
                source, "it has " + rest + " properties f_rest_*, and 0, 9, 24 or 45 make spherical harmonics", REMEDY);
    }

    /** Where in a row each of {@link #COLUMNS} is, and each f_rest_* after them. */
    private static int[] columns(String source, PlyHeader.Element element) {
        List<String> names = element.names();
        List<String> wanted = new ArrayList<>(COLUMNS);
        int rest = 3 * GaussianCloud.shCoefficients(shDegree(source, element));
        IntStream.range(0, rest).forEach(i -> wanted.add(REST + i));
        List<String> missing =
                wanted.stream().filter(name -> !names.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new InputException(
                    source, "it lacks the property " + String.join(", ", missing) + " of Gaussians", REMEDY);
        }
        return wanted.stream().mapToInt(names::indexOf).toArray();
    }
}
