package org.ouroboros3d.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;

/**
 * Adds up the memory under all open tensors that operators made; views are of the memory that they look at. What operators
 * take for themselves cannot be seen.
 */
public final class OpenMemory implements OperatorHook {
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private long most;

    private static final class Block {
        final long bytes;
        final List<Tensor> tensors = new ArrayList<>();

        Block(long bytes) {
            this.bytes = bytes;
        }
    }

    /** {@return the most bytes that were open at once during some work} */
    public static long during(Runnable work) {
        OpenMemory memory = new OpenMemory();
        try (HookHandle handle = HookHandle.register(memory)) {
            work.run();
        }
        return memory.most();
    }

    /** {@return the most bytes that were open at once since the beginning, or since {@link #forget}} */
    public long most() {
        return most;
    }

    /** Begins anew with what is open. */
    public void forget() {
        most = 0;
    }

    @Override
    public void begin(String operator) {
        // Tensors exist when operators end.
    }

    @Override
    public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
        blocks.values().removeIf(block -> {
            block.tensors.removeIf(Tensor::isClosed);
            return block.tensors.isEmpty();
        });
        for (Tensor output : outputs) {
            long start = output.dataPointer();
            var below = blocks.floorEntry(start);
            if (below == null || start >= below.getKey() + below.getValue().bytes) {
                blocks.put(start, new Block(output.numel() * output.dtype().byteSize()));
            }
            blocks.floorEntry(start).getValue().tensors.add(output);
        }
        most = Math.max(
                most, blocks.values().stream().mapToLong(block -> block.bytes).sum());
    }
}
