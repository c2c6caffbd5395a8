package org.ouroboros3d.sample;

import org.ouroboros3d.cuda.CudaEvent;
import org.ouroboros3d.tensor.Device;

/** A fence that is a CUDA event on the stream that was current when it was made. */
final class CudaFence implements Fence {
    private final CudaEvent event;

    private CudaFence(CudaEvent event) {
        this.event = event;
    }

    /** {@return a fence after what this thread's current stream of a CUDA device holds} */
    static CudaFence on(Device device) {
        CudaEvent event = CudaEvent.on(device);
        boolean recorded = false;
        try {
            event.record();
            recorded = true;
        } finally {
            if (!recorded) {
                event.close();
            }
        }
        return new CudaFence(event);
    }

    @Override
    public boolean isReached() {
        return event.isDone();
    }

    @Override
    public void await() {
        event.await();
    }

    @Override
    public void close() {
        event.close();
    }
}
