package org.ouroboros3d.tests.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.tensor.DType;

/** Writes the pickle of a state dict as {@code torch.save} does: protocol 2, an OrderedDict of rebuilt tensors. */
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PickleWriter() {}

    /** {@return the pickle of a dict in which tensor {@code i} has the storage {@code i}} */
    static byte[] stateDict(List<TensorData> tensors) {
        PickleWriter pickle = new PickleWriter();
        pickle.opcodes(0x80, 2);
        pickle.orderedDict();
        pickle.opcodes('(');
        for (int i = 0; i < tensors.size(); i++) {
            pickle.text(tensors.get(i).name());
            pickle.tensor(tensors.get(i), String.valueOf(i));
        }
        pickle.opcodes('u', '.');
        return pickle.out.toByteArray();
    }

    private void tensor(TensorData tensor, String storage) {
        global("torch._utils", "_rebuild_tensor_v2");
        opcodes('(', '(');
        text("storage");
        global("torch", tensor.dtype() == DType.FLOAT16 ? "HalfStorage" : "FloatStorage");
        text(storage);
        text("cpu");
        integer(tensor.elements());
        opcodes('t', 'Q');
        integer(0);
        tuple(tensor.shape());
        tuple(tensor.strides());
        opcodes(0x89);
        orderedDict();
        opcodes('t', 'R');
    }

    private void orderedDict() {
        global("collections", "OrderedDict");
        opcodes(')', 'R');
    }

    private void tuple(long... sizes) {
        opcodes('(');
        Arrays.stream(sizes).forEach(this::integer);
        opcodes('t');
    }

    private void integer(long value) {
        opcodes('J');
        int narrow = Math.toIntExact(value);
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(narrow)
                .array());
    }

    private void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        opcodes('X');
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .array());
        out.writeBytes(bytes);
    }

    private void global(String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void opcodes(int... opcodes) {
        for (int opcode : opcodes) {
            out.write(opcode);
        }
    }
}
