package org.ouroboros3d.gaussian;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads Gaussians from PLY files in the layout of INRIA's viewers: x y z, f_dc_0..2, opacity (a logit), scale_0..2
 * (logarithms), rot_0..3 (w, x, y, z). Binary of either byte order or text, properties of any scalar type in any order;
 * others, such as normals and higher spherical harmonics, are ignored: colour does not depend on the view.
 */
public final class PlyReader {
    /** The zeroth spherical harmonic, 1 / (2 sqrt(pi)), as the reference rounds it. */
    static final float SH_C0 = 0.2820948f;

    /** The columns in the reference's order. */
    static final List<String> COLUMNS = List.of(
            "x", "y", "z", "f_dc_0", "f_dc_1", "f_dc_2", "opacity", "scale_0", "scale_1", "scale_2", "rot_0", "rot_1",
            "rot_2", "rot_3");

    private static final String REMEDY = "export it again as a Gaussian splat PLY";
    private static final System.Logger LOG = System.getLogger(PlyReader.class.getName());

    private PlyReader() {}

    /**
     * {@return the Gaussians of a file}
     *
     * <p>Those that no rasterizer can draw (values that are not finite or beyond any scene, and in the
     * {@link PlyLayout#VIEWER} layout zero quaternions) are left out, with a warning in the log.
     *
     * @throws PlyException when there is no such file, or it is damaged or holds something else
     */
    public static GaussianCloud read(Path file, PlyLayout layout) {
        String source = file.toString();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            PlyHeader header = PlyHeader.read(source, in);
            GaussianRows gaussians = readVertices(source, header, in, Files.size(file) - header.bytes(), layout);
            if (gaussians.dropped() > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}: left out {1} Gaussians that cannot be drawn",
                        source,
                        gaussians.dropped());
            }
            return gaussians.toCloud();
        } catch (NoSuchFileException e) {
            throw new PlyException(source, "there is no such file", "check the path", e);
        } catch (IOException e) {
            throw new PlyException(source, "it cannot be read (" + e.getMessage() + ")", "check its permissions", e);
        }
    }

    private static GaussianRows readVertices(
            String source, PlyHeader header, InputStream in, long available, PlyLayout layout) throws IOException {
        PlyRows rows = new PlyRows(source, in, header.format());
        long left = available;
        for (PlyHeader.Element element : header.elements()) {
            boolean vertices = element.name().equals("vertex");
            if (!element.lists().isEmpty() && (vertices || element.count() > 0)) {
                throw new PlyException(
                        source, "its " + element.name() + " elements hold lists: it is a mesh, no splat file", REMEDY);
            }
            // Division, since a forged count times the row size would overflow.
            long fewest = rows.fewestBytes(element);
            // The last number of a text file needs no separator after it.
            if (element.count() > 0 && (fewest == 0 || element.count() > (left + 1) / fewest)) {
                throw new PlyException(
                        source,
                        "its header announces " + element.count() + " " + element.name()
                                + " elements, the file holds fewer",
                        "export or download it again");
            }
            if (!vertices) {
                skip(element, rows);
                left -= element.count() * fewest;
                continue;
            }
            GaussianRows gaussians = new GaussianRows(Math.toIntExact(element.count()), layout);
            int[] columns = columns(source, element);
            float[] row = new float[element.properties().size()];
            for (long i = 0; i < element.count(); i++) {
                rows.next(element, row);
                gaussians.add(row, columns);
            }
            if (element.equals(header.elements().getLast())) {
                rows.requireEnd();
            }
            return gaussians;
        }
        throw new PlyException(source, "it has no vertex element", REMEDY);
    }

    private static void skip(PlyHeader.Element element, PlyRows rows) throws IOException {
        float[] row = new float[element.properties().size()];
        for (long i = 0; i < element.count(); i++) {
            rows.next(element, row);
        }
    }

    /** Where in a row each of {@link #COLUMNS} is. */
    private static int[] columns(String source, PlyHeader.Element element) {
        List<String> names = new ArrayList<>(element.properties().keySet());
        List<String> missing =
                COLUMNS.stream().filter(name -> !names.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new PlyException(
                    source, "it lacks the property " + String.join(", ", missing) + " of Gaussians", REMEDY);
        }
        return COLUMNS.stream().mapToInt(names::indexOf).toArray();
    }
}
