package org.ouroboros3d.matting;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes tiny ONNX files (protobuf, onnx.proto field numbers): sigmoid(1x1 convolution) heads over one picture. */
public final class OnnxBuilder {
    private static final int FLOAT = 1;

    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
    private final int side;

    public OnnxBuilder(int side) {
        this.side = side;
        bytes(graph, 11, valueInfo("picture", 3));
    }

    /** Adds an output of the graph: sigmoid of the weighted sum of the three channels, with a stride. */
    public OnnxBuilder head(String name, int stride, float... weights) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (int dimension : new int[] {1, 3, 1, 1}) {
            integer(tensor, 1, dimension);
        }
        integer(tensor, 2, FLOAT);
        text(tensor, 8, name + "_weight");
        ByteBuffer raw = ByteBuffer.allocate(4 * weights.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(weights);
        bytes(tensor, 9, raw.array());
        bytes(graph, 5, tensor.toByteArray());

        ByteArrayOutputStream strides = new ByteArrayOutputStream();
        text(strides, 1, "strides");
        integer(strides, 8, stride);
        integer(strides, 8, stride);
        integer(strides, 20, 7);
        ByteArrayOutputStream conv = node("Conv", name + "_conv", "picture", name + "_weight");
        bytes(conv, 5, strides.toByteArray());
        bytes(graph, 1, conv.toByteArray());
        bytes(graph, 1, node("Sigmoid", name, name + "_conv").toByteArray());
        bytes(graph, 12, valueInfo(name, 1));
        return this;
    }

    public byte[] build() {
        ByteArrayOutputStream opset = new ByteArrayOutputStream();
        text(opset, 1, "");
        integer(opset, 2, 11);
        text(graph, 2, "heads");
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        integer(model, 1, 6);
        bytes(model, 7, graph.toByteArray());
        bytes(model, 8, opset.toByteArray());
        return model.toByteArray();
    }

    private static ByteArrayOutputStream node(String operator, String output, String... inputs) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        for (String input : inputs) {
            text(node, 1, input);
        }
        text(node, 2, output);
        text(node, 3, output);
        text(node, 4, operator);
        return node;
    }

    private byte[] valueInfo(String name, int channels) {
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        for (int size : new int[] {1, channels, side, side}) {
            ByteArrayOutputStream dimension = new ByteArrayOutputStream();
            integer(dimension, 1, size);
            bytes(shape, 1, dimension.toByteArray());
        }
        ByteArrayOutputStream tensorType = new ByteArrayOutputStream();
        integer(tensorType, 1, FLOAT);
        bytes(tensorType, 2, shape.toByteArray());
        ByteArrayOutputStream type = new ByteArrayOutputStream();
        bytes(type, 1, tensorType.toByteArray());
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        text(info, 1, name);
        bytes(info, 2, type.toByteArray());
        return info.toByteArray();
    }

    private static void integer(ByteArrayOutputStream out, int field, int value) {
        varint(out, field << 3);
        varint(out, value);
    }

    private static void text(ByteArrayOutputStream out, int field, String value) {
        bytes(out, field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        varint(out, (field << 3) | 2);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
