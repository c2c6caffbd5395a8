package org.ouroboros3d.format.gaussian;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;

/**
 * Reads binary glTF 2.0 with one primitive of KHR_gaussian_splatting, float or quantized. Nodes may not move it, since
 * spherical harmonics would have to turn with it.
 */
final class GlbReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REMEDY = "export it again";

    /** Attributes may share their numbers, so that the file's size bounds the coefficients of degree 3 too late. */
    private static final int MAX_COUNT =
            Integer.MAX_VALUE / (3 * GaussianCloud.shCoefficients(GaussianCloud.MAX_SH_DEGREE));

    private final String source;
    private final ByteBuffer file;
    private JsonNode root;
    private ByteBuffer binary;

    private GlbReader(String source, byte[] bytes) {
        this.source = source;
        this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static GaussianCloud read(String source, byte[] bytes, Axes axes) {
        GlbReader reader = new GlbReader(source, bytes);
        reader.chunks();
        return axes.toWorld(reader.cloud());
    }

    private void chunks() {
        if (file.remaining() < KhrGaussianSplatting.HEADER_BYTES + KhrGaussianSplatting.CHUNK_HEADER_BYTES
                || file.getInt() != KhrGaussianSplatting.MAGIC) {
            throw broken("it does not begin as binary glTF");
        }
        int version = file.getInt();
        if (version != KhrGaussianSplatting.VERSION) {
            throw broken("it is binary glTF of version " + Integer.toUnsignedString(version));
        }
        long length = Integer.toUnsignedLong(file.getInt());
        if (length != file.capacity()) {
            throw broken("its header announces " + length + " bytes, the file has " + file.capacity());
        }
        ByteBuffer text = chunk(KhrGaussianSplatting.JSON_CHUNK, "JSON");
        try {
            root = JSON.readTree(text.array(), text.arrayOffset() + text.position(), text.remaining());
        } catch (JsonProcessingException e) {
            throw new InputException(source, "its JSON is damaged (" + e.getOriginalMessage() + ")", REMEDY, e);
        } catch (IOException e) {
            throw new InputException(source, "its JSON is damaged (" + e.getMessage() + ")", REMEDY, e);
        }
        binary = chunk(KhrGaussianSplatting.BINARY_CHUNK, "binary");
    }

    private ByteBuffer chunk(int type, String name) {
        int at = file.position();
        long length = file.remaining() < KhrGaussianSplatting.CHUNK_HEADER_BYTES
                ? Long.MAX_VALUE
                : Integer.toUnsignedLong(file.getInt());
        if (length == Long.MAX_VALUE || file.getInt() != type || length > file.remaining()) {
            throw broken("there is no whole " + name + " chunk at byte " + at);
        }
        ByteBuffer chunk = file.slice(file.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        file.position(file.position() + (int) length);
        return chunk;
    }

    private JsonNode primitive() {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode mesh : root.path("meshes")) {
            for (JsonNode primitive : mesh.path("primitives")) {
                if (primitive.path("extensions").has(KhrGaussianSplatting.NAME)) {
                    found.add(primitive);
                }
            }
        }
        if (found.size() != 1) {
            throw broken(
                    "it has " + found.size() + " primitives with " + KhrGaussianSplatting.NAME + " instead of one");
        }
        requireUnmoved();
        JsonNode extension = found.getFirst().path("extensions").path(KhrGaussianSplatting.NAME);
        requireText(extension, "kernel", KhrGaussianSplatting.KERNEL);
        requireText(extension, "colorSpace", KhrGaussianSplatting.COLOR_SPACE);
        if (extension.has("extensions")) {
            throw broken("its Gaussians are stored by an extension, "
                    + String.join(
                            ", ",
                            extension
                                    .path("extensions")
                                    .propertyStream()
                                    .map(Map.Entry::getKey)
                                    .toList()));
        }
        return found.getFirst();
    }

    private void requireText(JsonNode extension, String name, String wanted) {
        String value = extension.path(name).asText(wanted);
        if (!value.equals(wanted)) {
            throw broken("its " + name + " is \"" + value + "\" instead of \"" + wanted + "\"");
        }
    }

    private void requireUnmoved() {
        int number = 0;
        for (JsonNode node : root.path("nodes")) {
            for (String transform : List.of("matrix", "translation", "rotation", "scale")) {
                if (node.has(transform) && (node.has("mesh") || node.has("children"))) {
                    throw broken("its node " + number + " has a " + transform + ", which is not supported");
                }
            }
            number++;
        }
    }

    private GaussianCloud cloud() {
        JsonNode attributes = primitive().path("attributes");
        int count = count(attributes);
        float[] colors =
                values(attributes, KhrGaussianSplatting.sphericalHarmonics(0).getFirst(), 3, count);
        for (int i = 0; i < colors.length; i++) {
            colors[i] = (float) (0.5 + (double) GaussianCloud.SH_C0 * colors[i]);
        }
        return new GaussianCloud(
                values(attributes, KhrGaussianSplatting.POSITION, 3, count),
                values(attributes, KhrGaussianSplatting.OPACITY, 1, count),
                values(attributes, KhrGaussianSplatting.SCALE, 3, count),
                rotations(values(attributes, KhrGaussianSplatting.ROTATION, 4, count)),
                colors,
                harmonics(attributes, count));
    }

    private int count(JsonNode attributes) {
        long count = accessor(attributes, KhrGaussianSplatting.POSITION)
                .path("count")
                .asLong(-1);
        // Each has at least the three float32 of its position in the binary chunk.
        if (count < 0 || count > binary.capacity() / (3 * Float.BYTES) || count > MAX_COUNT) {
            throw broken("it announces " + count + " Gaussians, which its " + binary.capacity() + " bytes cannot hold");
        }
        return (int) count;
    }

    /** Turns (x, y, z, w) of any length into unit quaternions (w, x, y, z). */
    private float[] rotations(float[] xyzw) {
        float[] quats = new float[xyzw.length];
        for (int i = 0; i < xyzw.length; i += 4) {
            double length = 0;
            for (int k = i; k < i + 4; k++) {
                length += (double) xyzw[k] * xyzw[k];
            }
            if (length == 0) {
                throw broken("Gaussian " + i / 4 + " has a rotation of zero");
            }
            // One that is normalized already stays as it is, to the bit.
            double scale = Math.abs(length - 1) <= 1e-6 ? 1 : 1 / Math.sqrt(length);
            for (int k = 0; k < 4; k++) {
                quats[i + (k + 1) % 4] = (float) (xyzw[i + k] * scale);
            }
        }
        return quats;
    }

    private float[] harmonics(JsonNode attributes, int count) {
        int degree = 0;
        while (degree < GaussianCloud.MAX_SH_DEGREE
                && attributes.has(
                        KhrGaussianSplatting.sphericalHarmonics(degree + 1).getLast())) {
            degree++;
        }
        List<String> names = KhrGaussianSplatting.sphericalHarmonics(degree);
        int coefficients = names.size() - 1;
        float[] sh = new float[Math.multiplyExact(3 * coefficients, count)];
        for (int k = 0; k < coefficients; k++) {
            float[] values = values(attributes, names.get(1 + k), 3, count);
            for (int i = 0; i < count; i++) {
                System.arraycopy(values, 3 * i, sh, 3 * (i * coefficients + k), 3);
            }
        }
        return sh;
    }

    private JsonNode accessor(JsonNode attributes, String name) {
        JsonNode accessor = root.path("accessors").path(attributes.path(name).asInt(-1));
        if (!accessor.isObject()) {
            throw broken("its primitive has no attribute " + name);
        }
        return accessor;
    }

    /** The values of an attribute, [count, components]. */
    private float[] values(JsonNode attributes, String name, int components, int count) {
        JsonNode accessor = accessor(attributes, name);
        String type = components == 1 ? "SCALAR" : "VEC" + components;
        if (accessor.path("count").asLong(-1) != count
                || !accessor.path("type").asText().equals(type)
                || accessor.has("sparse")) {
            throw broken("its attribute " + name + " is not " + count + " of " + type);
        }
        GltfComponent component =
                GltfComponent.of(accessor.path("componentType").asInt());
        if (component == null) {
            throw broken("its attribute " + name + " has components of an unknown type");
        }
        boolean normalized = accessor.path("normalized").asBoolean();
        JsonNode view =
                root.path("bufferViews").path(accessor.path("bufferView").asInt(-1));
        long element = (long) components * component.bytes();
        long stride = view.path("byteStride").asLong(element);
        long from =
                view.path("byteOffset").asLong() + accessor.path("byteOffset").asLong();
        long end = view.path("byteOffset").asLong() + view.path("byteLength").asLong(-1);
        boolean inside = view.path("buffer").asInt(-1) == 0
                && from >= 0
                && stride >= element
                && stride <= Short.MAX_VALUE
                && end <= binary.capacity()
                && (count == 0 || from + (count - 1) * stride + element <= end);
        if (!inside) {
            throw broken("its attribute " + name + " is not inside of the binary chunk");
        }
        float[] values = new float[components * count];
        for (int i = 0; i < values.length; i++) {
            int at = (int) (from + i / components * stride + i % components * (long) component.bytes());
            values[i] = component.read(binary, at, normalized);
        }
        return values;
    }

    private InputException broken(String fault) {
        return new InputException(source, fault, REMEDY);
    }
}
