package org.ouroboros3d.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.Transfers;

/**
 * Counts what each step of the loop copies and allocates, from the first call of the denoiser to the end of the last
 * rendering. Use it on the run's thread.
 */
public final class StepCounters implements StageTimes.Listener {
    private static final String FIRST_STAGE = "denoiser";
    private static final String LAST_STAGE = "rasterizer";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * Counts of a step.
     *
     * @param hostToDeviceBytes copied to a device; see {@link Transfers}
     * @param deviceToHostBytes copied from a device
     * @param withinHostBytes that a device could have had to copy, where the host computes
     * @param tensorsMade how many tensors were made, views included
     * @param javaBytes allocated on the Java heap by the thread
     */
    public record Counts(
            long hostToDeviceBytes, long deviceToHostBytes, long withinHostBytes, long tensorsMade, long javaBytes) {
        private static Counts now() {
            return new Counts(
                    Transfers.hostToDeviceBytes(),
                    Transfers.deviceToHostBytes(),
                    Transfers.withinHostBytes(),
                    Tensor.madeCount(),
                    THREADS.getCurrentThreadAllocatedBytes());
        }

        private Counts minus(Counts other) {
            return new Counts(
                    hostToDeviceBytes - other.hostToDeviceBytes,
                    deviceToHostBytes - other.deviceToHostBytes,
                    withinHostBytes - other.withinHostBytes,
                    tensorsMade - other.tensorsMade,
                    javaBytes - other.javaBytes);
        }
    }

    private final List<Counts> beginnings = new ArrayList<>();
    private Counts end;
    private long mostLiveTensors;

    /** For one run. */
    StepCounters() {}

    @Override
    public void begin(String stage) {
        if (stage.equals(FIRST_STAGE)) {
            beginnings.add(Counts.now());
        }
    }

    @Override
    public void end(String stage) {
        mostLiveTensors = Math.max(mostLiveTensors, Tensor.liveCount());
        if (stage.equals(LAST_STAGE)) {
            end = Counts.now();
        }
    }

    /** {@return the counts of every step; the last ends with its rendering, the others where the next begins} */
    public List<Counts> steps() {
        if (beginnings.isEmpty() || end == null) {
            throw new IllegalStateException("no step has been rendered yet");
        }
        List<Counts> steps = new ArrayList<>();
        for (int i = 0; i < beginnings.size(); i++) {
            Counts next = i + 1 < beginnings.size() ? beginnings.get(i + 1) : end;
            steps.add(next.minus(beginnings.get(i)));
        }
        return steps;
    }

    /** {@return the most tensors that were open at the end of a stage, weights included} */
    public long mostLiveTensors() {
        return mostLiveTensors;
    }
}
