package org.ouroboros3d.matting;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks an ONNX file (onnx.proto, field numbers in the code) before OpenCV reads it, whose importer crashes the process
 * on some damaged files: the messages are whole, every weight has as many bytes as its shape says, every node's inputs
 * exist, and no stride, kernel or group is zero. Throws {@link IllegalArgumentException} with the fault.
 */
final class OnnxGraph {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_NAME = 1;
    private static final int ATTRIBUTE_INTEGER = 3;
    private static final int ATTRIBUTE_TENSOR = 5;
    private static final int ATTRIBUTE_INTEGERS = 8;
    private static final int VALUE_NAME = 1;

    private static final Set<String> POSITIVE = Set.of("strides", "dilations", "kernel_shape", "group");

    /** Names that a later node may take as input. */
    private final Set<String> known = new HashSet<>();

    private final List<ByteBuffer> nodes = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Set<String> inputs = new HashSet<>();

    private OnnxGraph() {}

    static void check(ByteBuffer file) {
        ByteBuffer graph = null;
        for (Protobuf model = new Protobuf(file); model.next(); ) {
            if (model.field() == MODEL_GRAPH) {
                graph = model.bytes();
            }
        }
        if (graph == null) {
            throw new IllegalArgumentException("it holds no graph");
        }
        new OnnxGraph().graph(graph);
    }

    private void graph(ByteBuffer message) {
        Set<String> weights = new HashSet<>();
        for (Protobuf graph = new Protobuf(message); graph.next(); ) {
            switch (graph.field()) {
                case GRAPH_NODE -> nodes.add(graph.bytes());
                case GRAPH_INITIALIZER -> weights.add(OnnxTensor.check(graph.bytes()));
                case GRAPH_INPUT -> inputs.add(valueName(graph.bytes()));
                case GRAPH_OUTPUT -> outputs.add(valueName(graph.bytes()));
                default -> {}
            }
        }
        known.addAll(weights);
        known.addAll(inputs);
        // Old exporters list the weights among the inputs.
        inputs.removeAll(weights);
        if (inputs.size() != 1) {
            throw new IllegalArgumentException("it has " + inputs.size() + " inputs instead of one picture");
        }
        nodes.forEach(this::node);
        if (outputs.isEmpty() || !known.containsAll(outputs)) {
            throw new IllegalArgumentException("an output is computed by no node");
        }
    }

    private static String valueName(ByteBuffer message) {
        for (Protobuf value = new Protobuf(message); value.next(); ) {
            if (value.field() == VALUE_NAME) {
                return value.text();
            }
        }
        throw new IllegalArgumentException("an input or output has no name");
    }

    private void node(ByteBuffer message) {
        List<String> made = new ArrayList<>();
        String operator = "";
        for (Protobuf node = new Protobuf(message); node.next(); ) {
            switch (node.field()) {
                case NODE_INPUT -> requireKnown(node.text());
                case NODE_OUTPUT -> made.add(node.text());
                case NODE_OPERATOR -> operator = node.text();
                case NODE_ATTRIBUTE -> attribute(node.bytes());
                default -> {}
            }
        }
        if (operator.isEmpty() || made.isEmpty()) {
            throw new IllegalArgumentException("a node has no operator or no output");
        }
        known.addAll(made);
    }

    private void requireKnown(String name) {
        // An optional input that is left out has the empty name.
        if (!name.isEmpty() && !known.contains(name)) {
            throw new IllegalArgumentException("a node takes \"" + name + "\", which nothing makes before it");
        }
    }

    private static void attribute(ByteBuffer message) {
        boolean positive = false;
        List<Long> numbers = new ArrayList<>();
        for (Protobuf attribute = new Protobuf(message); attribute.next(); ) {
            switch (attribute.field()) {
                case ATTRIBUTE_NAME -> positive = POSITIVE.contains(attribute.text());
                case ATTRIBUTE_TENSOR -> OnnxTensor.check(attribute.bytes());
                case ATTRIBUTE_INTEGER, ATTRIBUTE_INTEGERS -> {
                    for (long number : attribute.numbers()) {
                        numbers.add(number);
                    }
                }
                default -> {}
            }
        }
        if (positive && numbers.stream().anyMatch(number -> number < 1 || number > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("a stride, kernel size or group is not positive");
        }
    }
}
