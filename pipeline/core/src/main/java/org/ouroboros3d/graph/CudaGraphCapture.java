package org.ouroboros3d.graph;

import org.ouroboros3d.cuda.CachedMemory;
import org.ouroboros3d.cuda.CudaGraph;
import org.ouroboros3d.cuda.CudaStream;
import org.ouroboros3d.tensor.Device;

/**
 * Captures CUDA graphs on a stream on which nothing else computes. LibTorch keeps the memory of freed tensors by stream,
 * so that the inner results of the graphs lie in memory that no other tensor gets. All graphs share it, as they run one
 * after the other: it is as much as one step needs.
 *
 * <p>LibTorch gives that memory back only when the device has none left. Graphs are of no use then, and are not launched.
 */
final class CudaGraphCapture implements GraphCapture {
    private final CudaStream stream;
    private final CachedMemory memory;

    private CudaGraphCapture(CudaStream stream, CachedMemory memory) {
        this.stream = stream;
        this.memory = memory;
    }

    /** {@return a capture of what computes on a CUDA device} */
    static CudaGraphCapture on(Device device) {
        CudaStream stream = CudaStream.on(device);
        boolean made = false;
        try {
            CudaGraphCapture capture = new CudaGraphCapture(stream, CachedMemory.watch(device));
            made = true;
            return capture;
        } finally {
            if (!made) {
                stream.close();
            }
        }
    }

    @Override
    public void run(Runnable work) {
        stream.run(work);
    }

    @Override
    public Graph capture(Runnable work) {
        CudaGraph graph = stream.record(work);
        boolean usable = false;
        try {
            requireMemory();
            usable = true;
        } finally {
            if (!usable) {
                graph.close();
            }
        }
        return new Graph() {
            @Override
            public void replay() {
                requireMemory();
                graph.launch();
            }

            @Override
            public void close() {
                graph.close();
            }
        };
    }

    private void requireMemory() {
        if (!memory.isKept()) {
            throw new IllegalStateException("the device ran out of memory, and LibTorch gave back what graphs work in");
        }
    }

    @Override
    public void close() {
        memory.close();
        stream.close();
    }
}
