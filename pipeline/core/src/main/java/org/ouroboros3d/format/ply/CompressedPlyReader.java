package org.ouroboros3d.format.ply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.GaussianCloud;

/** Reads the values of PLY files in the layout of {@link CompressedPly}, as they are. */
final class CompressedPlyReader {
    private static final String REMEDY = "export it again as a compressed Gaussian splat PLY";

    private final String source;
    private final InputStream in;
    private final ByteOrder order;
    private final List<PlyHeader.Element> elements;
    private final int count;
    private final boolean colorBounds;
    private final int shDegree;

    private CompressedPlyReader(String source, PlyHeader header, InputStream in, long available) {
        this.source = source;
        this.in = in;
        this.elements = header.elements();
        List<String> names = elements.stream().map(PlyHeader.Element::name).toList();
        if (!names.equals(List.of("chunk", "vertex")) && !names.equals(List.of("chunk", "vertex", "sh"))) {
            throw broken("its elements are " + names + " instead of chunk, vertex and sh");
        }
        if (header.format() == PlyHeader.Format.ASCII) {
            throw broken("packed values are written as text");
        }
        this.order =
                header.format() == PlyHeader.Format.BINARY_BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        this.colorBounds = colorBounds();
        requireProperties(elements.get(1), CompressedPly.WORDS, PlyType.UINT32);
        this.shDegree = elements.size() == 2 ? 0 : shDegree(elements.get(2));
        requireCounts(available);
        this.count = Math.toIntExact(elements.get(1).count());
    }

    /** Whether the header is that of a compressed file. */
    static boolean isCompressed(PlyHeader header) {
        return header.elements().stream()
                .anyMatch(element ->
                        element.name().equals("vertex") && element.indexOf(CompressedPly.WORDS.getFirst()) >= 0);
    }

    /** Reads everything behind the header; {@code available} is how many bytes the file has there. */
    static GaussianCloud read(String source, PlyHeader header, InputStream in, long available) throws IOException {
        return new CompressedPlyReader(source, header, in, available).read();
    }

    private boolean colorBounds() {
        PlyHeader.Element chunk = elements.getFirst();
        boolean colors = chunk.properties().size() == CompressedPly.BOUNDS.size();
        requireProperties(chunk, colors ? CompressedPly.BOUNDS : CompressedPly.OLDER_BOUNDS, PlyType.FLOAT32);
        return colors;
    }

    private void requireProperties(PlyHeader.Element element, List<String> names, PlyType type) {
        for (PlyHeader.Property property : element.properties()) {
            if (property.type() != type || property.length().isPresent()) {
                throw broken("its property " + property.name() + " has another type");
            }
        }
        if (!element.names().equals(names)) {
            throw broken("its " + element.name() + " elements have other properties");
        }
    }

    private int shDegree(PlyHeader.Element element) {
        int size = element.properties().size();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            names.add(PlyReader.REST + i);
        }
        requireProperties(element, names, PlyType.UINT8);
        for (int degree = 1; degree <= GaussianCloud.MAX_SH_DEGREE; degree++) {
            if (size == 3 * GaussianCloud.shCoefficients(degree)) {
                return degree;
            }
        }
        throw broken("its sh elements hold " + size + " values, and 9, 24 or 45 make spherical harmonics");
    }

    private void requireCounts(long available) {
        long vertices = elements.get(1).count();
        long chunks = elements.getFirst().count();
        // Compared before anything is multiplied, since forged counts would overflow.
        if (vertices > available || chunks > available) {
            throw truncated();
        }
        if (chunks != Math.ceilDiv(vertices, (long) CompressedPly.CHUNK)) {
            throw broken("it has " + chunks + " chunks for " + vertices + " Gaussians");
        }
        if (elements.size() == 3 && elements.get(2).count() != vertices) {
            throw broken(
                    "it has spherical harmonics for " + elements.get(2).count() + " of " + vertices + " Gaussians");
        }
        long bytes = 0;
        for (PlyHeader.Element element : elements) {
            bytes += Math.multiplyExact(element.count(), (long) element.rowBytes());
        }
        if (bytes > available) {
            throw truncated();
        }
        if (vertices > Integer.MAX_VALUE / (3 * GaussianCloud.shCoefficients(GaussianCloud.MAX_SH_DEGREE))) {
            throw broken("it holds " + vertices + " Gaussians, too many for this library");
        }
    }

    private GaussianCloud read() throws IOException {
        ByteBuffer bounds = values(0);
        ByteBuffer words = values(1);
        float[] means = new float[3 * count];
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        float[] quats = new float[4 * count];
        float[] colors = new float[3 * count];
        float[][] chunk = new float[6][3];
        for (int i = 0; i < count; i++) {
            if (i % CompressedPly.CHUNK == 0) {
                chunk(bounds, i / CompressedPly.CHUNK, chunk);
            }
            int position = words.getInt();
            CompressedPly.unpackRotation(words.getInt(), quats, 4 * i);
            int scale = words.getInt();
            int color = words.getInt();
            for (int k = 0; k < 3; k++) {
                means[3 * i + k] = between(chunk[0][k], chunk[1][k], CompressedPly.unpackVector(position, k));
                scales[3 * i + k] =
                        (float) Math.exp(between(chunk[2][k], chunk[3][k], CompressedPly.unpackVector(scale, k)));
                colors[3 * i + k] = between(chunk[4][k], chunk[5][k], CompressedPly.unpackColor(color, k));
            }
            opacities[i] = (float) CompressedPly.unpackColor(color, 3);
        }
        float[] sh = sh();
        PlyRows.requireEnd(source, in);
        return new GaussianCloud(means, opacities, scales, quats, colors, sh);
    }

    /** Reads the bounds of a chunk: lower and upper ones of positions, logarithmic scales and colors. */
    private void chunk(ByteBuffer bounds, int number, float[][] chunk) {
        for (int b = 0; b < chunk.length; b++) {
            for (int k = 0; k < 3; k++) {
                boolean stored = b < 4 || colorBounds;
                chunk[b][k] = stored ? bounds.getFloat() : b - 4;
                if (!Float.isFinite(chunk[b][k])) {
                    throw broken("a bound of its chunk " + number + " is not finite");
                }
            }
        }
    }

    private static float between(float min, float max, double at) {
        return (float) (min * (1 - at) + max * at);
    }

    /** Turns channel by channel into coefficient by coefficient. */
    private float[] sh() throws IOException {
        if (shDegree == 0) {
            return new float[0];
        }
        ByteBuffer bytes = values(2);
        int coefficients = GaussianCloud.shCoefficients(shDegree);
        float[] sh = new float[3 * coefficients * count];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < 3; c++) {
                for (int k = 0; k < coefficients; k++) {
                    sh[3 * (i * coefficients + k) + c] = CompressedPly.unpackSh(bytes.get() & 0xff);
                }
            }
        }
        return sh;
    }

    private ByteBuffer values(int element) throws IOException {
        int bytes = Math.toIntExact(
                elements.get(element).count() * elements.get(element).rowBytes());
        byte[] values = in.readNBytes(bytes);
        if (values.length < bytes) {
            throw truncated();
        }
        return ByteBuffer.wrap(values).order(order);
    }

    private InputException broken(String fault) {
        return new InputException(source, fault, REMEDY);
    }

    private InputException truncated() {
        return new InputException(
                source, "its header announces more elements than the file holds", "export or download it again");
    }
}
