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
        final boolean counts;
        final List<Tensor> tensors = new ArrayList<>();

        Block(long bytes, boolean counts) {
            this.bytes = bytes;
            this.counts = counts;
        }
    }

    /**
     * {@return the most bytes that were open at once during some work}
     *
     * @param given tensors that are not counted, nor views of them
     */
    public static long during(Runnable work, Tensor... given) {
        OpenMemory memory = new OpenMemory();
        for (Tensor tensor : given) {
            Block block = new Block(tensor.numel() * tensor.dtype().byteSize(), false);
            block.tensors.add(tensor);
            memory.blocks.put(tensor.dataPointer(), block);
        }
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
                blocks.put(start, new Block(output.numel() * output.dtype().byteSize(), true));
            }
            blocks.floorEntry(start).getValue().tensors.add(output);
        }
        most = Math.max(
                most,
                blocks.values().stream()
                        .filter(block -> block.counts)
                        .mapToLong(block -> block.bytes)
                        .sum());
    }
}
