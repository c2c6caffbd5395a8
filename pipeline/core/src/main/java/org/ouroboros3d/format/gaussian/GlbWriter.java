package org.ouroboros3d.format.gaussian;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.GaussianCloud;

/**
 * Writes binary glTF 2.0 with one primitive of points and KHR_gaussian_splatting. Programs without the extension show the
 * points in the colors of COLOR_0.
 */
final class GlbWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LARGEST = 0xffffffffL;
    private static final int ARRAY_BUFFER = 34962;

    private final GaussianCloud cloud;
    private final List<Attribute> attributes = new ArrayList<>();

    /**
     * One attribute of the primitive.
     *
     * @param components numbers for each Gaussian
     * @param componentType as glTF numbers it
     * @param values puts those of a Gaussian into the buffer
     */
    private record Attribute(String name, int components, int componentType, Values values) {
        int bytes() {
            return components * (componentType == KhrGaussianSplatting.FLOAT ? Float.BYTES : 1);
        }

        String type() {
            return components == 1 ? "SCALAR" : "VEC" + components;
        }
    }

    @FunctionalInterface
    private interface Values {
        void put(int gaussian, ByteBuffer out);
    }

    private GlbWriter(GaussianCloud cloud) {
        this.cloud = cloud;
        floats(KhrGaussianSplatting.POSITION, 3, (i, out) -> put(cloud.means(), 3 * i, 3, out));
        floats(KhrGaussianSplatting.ROTATION, 4, (i, out) -> {
            put(cloud.quats(), 4 * i + 1, 3, out);
            out.putFloat(cloud.quats()[4 * i]);
        });
        floats(KhrGaussianSplatting.SCALE, 3, (i, out) -> put(cloud.scales(), 3 * i, 3, out));
        floats(KhrGaussianSplatting.OPACITY, 1, (i, out) -> out.putFloat(cloud.opacities()[i]));
        List<String> harmonics = KhrGaussianSplatting.sphericalHarmonics(cloud.shDegree());
        floats(harmonics.getFirst(), 3, (i, out) -> {
            for (int k = 3 * i; k < 3 * i + 3; k++) {
                out.putFloat((float) ((cloud.colors()[k] - 0.5) / GaussianCloud.SH_C0));
            }
        });
        int coefficients = harmonics.size() - 1;
        for (int k = 0; k < coefficients; k++) {
            int coefficient = k;
            floats(harmonics.get(1 + k), 3, (i, out) -> put(cloud.sh(), 3 * (i * coefficients + coefficient), 3, out));
        }
        attributes.add(new Attribute(KhrGaussianSplatting.COLOR, 4, KhrGaussianSplatting.UNSIGNED_BYTE, (i, out) -> {
            for (int k = 3 * i; k < 3 * i + 3; k++) {
                out.put(unsigned(linear(cloud.colors()[k])));
            }
            out.put(unsigned(cloud.opacities()[i]));
        }));
    }

    private void floats(String name, int components, Values values) {
        attributes.add(new Attribute(name, components, KhrGaussianSplatting.FLOAT, values));
    }

    private static void put(float[] values, int from, int count, ByteBuffer out) {
        for (int k = from; k < from + count; k++) {
            out.putFloat(values[k]);
        }
    }

    private static byte unsigned(double value) {
        return (byte) Math.clamp(Math.rint(255 * value), 0, 255);
    }

    /** The linear intensity of an sRGB value (IEC 61966-2-1), which glTF's colors of vertices are. */
    private static double linear(double shown) {
        double value = Math.clamp(shown, 0.0, 1.0);
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    /**
     * Writes Gaussians with unit quaternions as they are.
     *
     * @throws InputException if they are more than a file of 4 GiB can hold
     */
    static void write(String target, GaussianCloud cloud, OutputStream out) throws IOException {
        new GlbWriter(cloud).write(target, out);
    }

    private void write(String target, OutputStream out) throws IOException {
        long binary = attributes.stream().mapToLong(Attribute::bytes).sum() * cloud.count();
        byte[] text = JSON.writeValueAsString(json(binary)).getBytes(StandardCharsets.UTF_8);
        byte[] json = Arrays.copyOf(text, Math.ceilDiv(text.length, 4) * 4);
        Arrays.fill(json, text.length, json.length, (byte) ' ');
        long length =
                KhrGaussianSplatting.HEADER_BYTES + 2L * KhrGaussianSplatting.CHUNK_HEADER_BYTES + json.length + binary;
        if (length > LARGEST) {
            throw new InputException(
                    target, cloud.count() + " Gaussians are more than a GLB file can hold", "choose another format");
        }
        ByteBuffer start = ByteBuffer.allocate(
                        KhrGaussianSplatting.HEADER_BYTES + 2 * KhrGaussianSplatting.CHUNK_HEADER_BYTES + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(KhrGaussianSplatting.MAGIC)
                .putInt(KhrGaussianSplatting.VERSION)
                .putInt((int) length)
                .putInt(json.length)
                .putInt(KhrGaussianSplatting.JSON_CHUNK)
                .put(json)
                .putInt((int) binary)
                .putInt(KhrGaussianSplatting.BINARY_CHUNK);
        out.write(start.array());
        for (Attribute attribute : attributes) {
            ByteBuffer row = ByteBuffer.allocate(attribute.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < cloud.count(); i++) {
                attribute.values().put(i, row.clear());
                out.write(row.array());
            }
        }
    }

    private ObjectNode json(long binary) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("asset").put("version", "2.0").put("generator", "Ouroboros3D");
        root.putArray("extensionsUsed").add(KhrGaussianSplatting.NAME);
        root.put("scene", 0);
        root.putArray("scenes").addObject().putArray("nodes").add(0);
        root.putArray("nodes").addObject().put("mesh", 0);
        root.putArray("buffers").addObject().put("byteLength", binary);
        ObjectNode primitive =
                root.putArray("meshes").addObject().putArray("primitives").addObject();
        primitive.put("mode", KhrGaussianSplatting.POINTS);
        primitive
                .putObject("extensions")
                .putObject(KhrGaussianSplatting.NAME)
                .put("kernel", KhrGaussianSplatting.KERNEL)
                .put("colorSpace", KhrGaussianSplatting.COLOR_SPACE);
        ObjectNode names = primitive.putObject("attributes");
        ArrayNode accessors = root.putArray("accessors");
        ArrayNode views = root.putArray("bufferViews");
        long offset = 0;
        for (Attribute attribute : attributes) {
            names.put(attribute.name(), accessors.size());
            long bytes = (long) attribute.bytes() * cloud.count();
            ObjectNode accessor = accessors.addObject();
            accessor.put("bufferView", views.size());
            accessor.put("componentType", attribute.componentType());
            accessor.put("count", cloud.count());
            accessor.put("type", attribute.type());
            if (attribute.componentType() != KhrGaussianSplatting.FLOAT) {
                accessor.put("normalized", true);
            }
            views.addObject()
                    .put("buffer", 0)
                    .put("byteOffset", offset)
                    .put("byteLength", bytes)
                    .put("target", ARRAY_BUFFER);
            offset += bytes;
        }
        bounds((ObjectNode) accessors.get(0));
        return root;
    }

    /** Bounds of the positions, which glTF demands of them alone. */
    private void bounds(ObjectNode accessor) {
        double[] min = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        double[] max = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int k = 0; k < cloud.means().length; k++) {
            min[k % 3] = Math.min(min[k % 3], cloud.means()[k]);
            max[k % 3] = Math.max(max[k % 3], cloud.means()[k]);
        }
        ArrayNode lower = accessor.putArray("min");
        ArrayNode upper = accessor.putArray("max");
        for (int k = 0; k < 3; k++) {
            lower.add(min[k]);
            upper.add(max[k]);
        }
    }
}
