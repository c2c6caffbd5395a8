package org.ouroboros3d.mesh;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ouroboros3d.image.ImageWriter;

/** Writes binary glTF 2.0: one mesh of one primitive, its colors those of the vertices or a texture's. */
final class GlbMeshWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAGIC = 0x46546c67;
    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int JSON_CHUNK = 0x4e4f534a;
    private static final int BINARY_CHUNK = 0x004e4942;
    private static final int ARRAY_BUFFER = 34962;
    private static final int ELEMENT_ARRAY_BUFFER = 34963;
    private static final int FLOAT = 5126;
    private static final int UNSIGNED_SHORT = 5123;
    private static final int UNSIGNED_INT = 5125;
    private static final int LINEAR = 9729;
    private static final int LINEAR_MIPMAP_LINEAR = 9987;
    private static final int CLAMP_TO_EDGE = 33071;

    private final Mesh mesh;
    private final byte[] png;
    private final ArrayNode views = JSON.createArrayNode();
    private final ArrayNode accessors = JSON.createArrayNode();
    private int offset;

    GlbMeshWriter(Mesh mesh) {
        this.mesh = mesh;
        this.png = mesh.texture()
                .map(texture -> ImageWriter.encodePng(texture.image()))
                .orElseGet(() -> new byte[0]);
    }

    void write(OutputStream out) throws IOException {
        byte[] text = JSON.writeValueAsString(json()).getBytes(StandardCharsets.UTF_8);
        byte[] json = Arrays.copyOf(text, Math.ceilDiv(text.length, 4) * 4);
        Arrays.fill(json, text.length, json.length, (byte) ' ');
        LittleEndianOutput numbers = new LittleEndianOutput(out);
        numbers.putInt(MAGIC)
                .putInt(VERSION)
                .putInt(HEADER_BYTES + 2 * CHUNK_HEADER_BYTES + json.length + offset)
                .putInt(json.length)
                .putInt(JSON_CHUNK)
                .putBytes(json)
                .putInt(offset)
                .putInt(BINARY_CHUNK);
        for (int index : mesh.faces()) {
            numbers.putInt(index);
        }
        for (float value : mesh.positions()) {
            numbers.putFloat(value);
        }
        for (float value : mesh.normals()) {
            numbers.putFloat(value);
        }
        if (mesh.texture().isPresent()) {
            for (float value : mesh.texture().get().coordinates()) {
                numbers.putFloat(value);
            }
            numbers.putBytes(Arrays.copyOf(png, Math.ceilDiv(png.length, 4) * 4));
        } else {
            for (int v = 0; v < mesh.colors().length; v += 3) {
                for (int channel = 0; channel < 3; channel++) {
                    numbers.putShort((int) Math.rint(65535 * linear(mesh.colors()[v + channel])));
                }
                numbers.putShort(65535);
            }
        }
        numbers.flush();
    }

    /** The linear intensity of an sRGB value (IEC 61966-2-1), which glTF's colors of vertices are. */
    private static double linear(double shown) {
        double value = Math.clamp(shown, 0.0, 1.0);
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private ObjectNode json() {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("asset").put("version", "2.0").put("generator", "Ouroboros3D");
        root.put("scene", 0);
        root.putArray("scenes").addObject().putArray("nodes").add(0);
        root.putArray("nodes").addObject().put("mesh", 0);
        ObjectNode primitive =
                root.putArray("meshes").addObject().putArray("primitives").addObject();
        primitive.put("indices", accessor("SCALAR", UNSIGNED_INT, mesh.faces().length, 4, ELEMENT_ARRAY_BUFFER));
        primitive.put("material", 0);
        ObjectNode attributes = primitive.putObject("attributes");
        int count = mesh.vertexCount();
        attributes.put("POSITION", accessor("VEC3", FLOAT, count, 12, ARRAY_BUFFER));
        bounds((ObjectNode) accessors.get(accessors.size() - 1));
        attributes.put("NORMAL", accessor("VEC3", FLOAT, count, 12, ARRAY_BUFFER));
        ObjectNode material = root.putArray("materials").addObject();
        ObjectNode reflection = material.putObject("pbrMetallicRoughness");
        reflection.put("metallicFactor", 0).put("roughnessFactor", 1);
        if (mesh.texture().isPresent()) {
            attributes.put("TEXCOORD_0", accessor("VEC2", FLOAT, count, 8, ARRAY_BUFFER));
            reflection.putObject("baseColorTexture").put("index", 0);
            root.putArray("textures").addObject().put("sampler", 0).put("source", 0);
            root.putArray("samplers")
                    .addObject()
                    .put("magFilter", LINEAR)
                    .put("minFilter", LINEAR_MIPMAP_LINEAR)
                    .put("wrapS", CLAMP_TO_EDGE)
                    .put("wrapT", CLAMP_TO_EDGE);
            root.putArray("images").addObject().put("bufferView", views.size()).put("mimeType", "image/png");
            view(png.length);
        } else {
            attributes.put("COLOR_0", accessor("VEC4", UNSIGNED_SHORT, count, 8, ARRAY_BUFFER));
            ((ObjectNode) accessors.get(accessors.size() - 1)).put("normalized", true);
        }
        root.set("accessors", accessors);
        root.set("bufferViews", views);
        root.putArray("buffers").addObject().put("byteLength", offset);
        return root;
    }

    /** {@return the number of a new accessor, with a part of the buffer of its own} */
    private int accessor(String type, int component, int count, int bytes, int target) {
        accessors
                .addObject()
                .put("bufferView", views.size())
                .put("componentType", component)
                .put("count", count)
                .put("type", type);
        view(Math.multiplyExact(count, bytes)).put("target", target);
        return accessors.size() - 1;
    }

    private ObjectNode view(int bytes) {
        ObjectNode view =
                views.addObject().put("buffer", 0).put("byteOffset", offset).put("byteLength", bytes);
        offset = Math.addExact(offset, Math.ceilDiv(bytes, 4) * 4);
        return view;
    }

    /** Bounds of the positions, which glTF demands of them alone. */
    private void bounds(ObjectNode accessor) {
        float[] p = mesh.positions();
        ArrayNode low = accessor.putArray("min");
        ArrayNode high = accessor.putArray("max");
        for (int axis = 0; axis < 3; axis++) {
            float least = Float.POSITIVE_INFINITY;
            float most = Float.NEGATIVE_INFINITY;
            for (int i = axis; i < p.length; i += 3) {
                least = Math.min(least, p[i]);
                most = Math.max(most, p[i]);
            }
            low.add((double) least);
            high.add((double) most);
        }
    }
}
