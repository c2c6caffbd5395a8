package org.ouroboros3d.data.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/**
 * The numbers of a glTF accessor, read where they lie: of any component type, normalized or not, interleaved, sparse, and
 * zeros where there is no buffer view.
 */
final class GltfAccessor {
    private static final Map<String, Integer> COMPONENTS =
            Map.of("SCALAR", 1, "VEC2", 2, "VEC3", 3, "VEC4", 4, "MAT2", 4, "MAT3", 9, "MAT4", 16);
    private static final int MAX_STRIDE = 252;
    /** No mesh that is accepted has more corners. */
    private static final int MAX_COUNT = 3 * MeshBuilder.MAX_TRIANGLES;
    /** Without a buffer view nothing in the file bounds them. */
    private static final int MAX_ZEROS = 1 << 20;

    /** glTF's component types. */
    private enum Component {
        INT8(5120, 1, Byte.MAX_VALUE),
        UINT8(5121, 1, 255),
        INT16(5122, 2, Short.MAX_VALUE),
        UINT16(5123, 2, 65535),
        UINT32(5125, 4, 0xffffffffL),
        FLOAT32(5126, 4, 1);

        private final int code;
        private final int bytes;
        private final long largest;

        Component(int code, int bytes, long largest) {
            this.code = code;
            this.bytes = bytes;
            this.largest = largest;
        }

        static Component of(GltfFile file, JsonNode code) {
            for (Component component : values()) {
                if (component.code == code.asInt()) {
                    return component;
                }
            }
            throw file.broken("an accessor of it has the unknown component type " + code);
        }

        double read(ByteBuffer bytes, int at) {
            return switch (this) {
                case INT8 -> bytes.get(at);
                case UINT8 -> bytes.get(at) & 0xff;
                case INT16 -> bytes.getShort(at);
                case UINT16 -> Short.toUnsignedInt(bytes.getShort(at));
                case UINT32 -> Integer.toUnsignedLong(bytes.getInt(at));
                case FLOAT32 -> bytes.getFloat(at);
            };
        }
    }

    /** Elements in a row. */
    private record Elements(ByteBuffer bytes, int stride) {}

    private final GltfFile file;
    private final int count;
    private final int components;
    private final Component component;
    private final boolean normalized;
    private final Elements base;
    private final Elements replacements;
    /** Which elements are replaced, ascending. */
    private final int[] replaced;

    GltfAccessor(GltfFile file, JsonNode index) {
        this.file = file;
        JsonNode accessor = file.entry("accessors", index);
        long announced = accessor.path("count").asLong(-1);
        if (announced < 0 || announced > (accessor.has("bufferView") ? MAX_COUNT : MAX_ZEROS)) {
            throw file.broken("its accessor " + index + " announces " + announced + " elements");
        }
        this.count = (int) announced;
        String type = accessor.path("type").asText();
        if (!COMPONENTS.containsKey(type)) {
            throw file.broken("its accessor " + index + " has the unknown type " + GltfFile.shortened(type));
        }
        this.components = COMPONENTS.get(type);
        this.component = Component.of(file, accessor.path("componentType"));
        this.normalized = accessor.path("normalized").asBoolean();
        this.base = accessor.has("bufferView") ? elements(accessor, count, components * component.bytes) : null;
        JsonNode sparse = accessor.path("sparse");
        this.replaced = sparse.isObject() ? indices(sparse) : new int[0];
        this.replacements = replaced.length > 0
                ? elements(sparse.path("values"), replaced.length, components * component.bytes)
                : null;
    }

    private Elements elements(JsonNode place, int length, int bytes) {
        JsonNode index = place.path("bufferView");
        ByteBuffer view = file.view(index);
        long stride = file.entry("bufferViews", index).path("byteStride").asLong(bytes);
        long offset = place.path("byteOffset").asLong();
        boolean inside = stride >= bytes
                && stride <= Math.max(MAX_STRIDE, bytes)
                && offset >= 0
                && (length == 0 || offset + (length - 1) * stride + bytes <= view.capacity());
        if (!inside) {
            throw file.broken("an accessor of it reaches out of its buffer view " + index);
        }
        int from = (int) Math.min(offset, view.capacity());
        return new Elements(view.slice(from, view.capacity() - from).order(ByteOrder.LITTLE_ENDIAN), (int) stride);
    }

    private int[] indices(JsonNode sparse) {
        long announced = sparse.path("count").asLong(-1);
        if (announced < 0 || announced > count) {
            throw file.broken("a sparse accessor of it replaces " + announced + " of " + count + " elements");
        }
        JsonNode place = sparse.path("indices");
        Component type = Component.of(file, place.path("componentType"));
        Elements elements = elements(place, (int) announced, type.bytes);
        int[] indices = new int[(int) announced];
        for (int i = 0; i < indices.length; i++) {
            double at = type.read(elements.bytes(), i * elements.stride());
            if (!(at >= 0 && at < count) || (i > 0 && at <= indices[i - 1])) {
                throw file.broken("a sparse accessor of it replaces element " + at + " of " + count);
            }
            indices[i] = (int) at;
        }
        return indices;
    }

    int count() {
        return count;
    }

    int components() {
        return components;
    }

    /** {@return a component of an element; of normalized integers in [0, 1] or [-1, 1]} */
    double get(int element, int part) {
        int at = replaced.length == 0 ? -1 : Arrays.binarySearch(replaced, element);
        Elements elements = at >= 0 ? replacements : base;
        if (elements == null) {
            return 0;
        }
        double value =
                component.read(elements.bytes(), (at >= 0 ? at : element) * elements.stride() + part * component.bytes);
        return normalized ? Math.max(-1, value / component.largest) : value;
    }
}
