package org.ouroboros3d.sample;

import org.ouroboros3d.cuda.CudaEvent;
import org.ouroboros3d.tensor.Device;

/** An event on the stream that was current when it was made. */
final class CudaStepMarker implements StepMarker {
    private final CudaEvent event;

    private CudaStepMarker(CudaEvent event) {
        this.event = event;
    }

    /** {@return a marker behind what this thread's current stream of a CUDA device holds} */
    static CudaStepMarker on(Device device) {
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
        return new CudaStepMarker(event);
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
