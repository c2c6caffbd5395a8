package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.OperatorVector;
import org.bytedeco.pytorch.global.torch;
import org.ouroboros3d.tensor.Operator;

/**
 * The table of operators by which {@link Operator} checks calls, written from what LibTorch itself has registered, as
 * bytedeco's JNI API shows it. {@link #main} writes it again for another LibTorch.
 */
final class OperatorTable {
    private static final Set<String> NAMESPACES = Set.of("aten", "mkldnn", "quantized", "sparse");

    private OperatorTable() {}

    /** Takes the path of the table, {@code bindings/torch/src/main/resources/org/ouroboros3d/tensor/operators.txt}. */
    public static void main(String... arguments) throws IOException {
        Files.write(Path.of(arguments[0]), ofLibrary());
    }

    /** {@return the lines of the table as it is in the class path} */
    static List<String> checkedIn() throws IOException {
        try (InputStream in = Operator.class.getResourceAsStream("operators.txt")) {
            assertThat(in).as("the table").isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** {@return the lines that the loaded LibTorch gives: operators that take or return tensors, without default values} */
    static List<String> ofLibrary() {
        List<String> lines = new ArrayList<>();
        OperatorVector operators = torch.getAllOperators();
        for (long i = 0; i < operators.size(); i++) {
            String schema = torch.toString(operators.get(i).schema()).getString();
            String namespace = schema.substring(0, schema.indexOf(':'));
            if (NAMESPACES.contains(namespace) && (schema.contains("Tensor") || namespace.equals("mkldnn"))) {
                lines.add(withoutDefaults(schema));
            }
        }
        lines.sort(null);
        return lines;
    }

    private static String withoutDefaults(String schema) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        boolean isDefault = false;
        boolean isQuoted = false;
        for (int i = 0; i < schema.length(); i++) {
            char c = schema.charAt(i);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (!isQuoted) {
                if (c == ')' || c == ']') {
                    depth--;
                }
                isDefault = (isDefault || (c == '=' && depth == 1)) && !((c == ',' && depth == 1) || depth == 0);
                if (c == '(' || c == '[') {
                    depth++;
                }
            }
            if (!isDefault) {
                text.append(c);
            }
        }
        return text.toString();
    }
}
