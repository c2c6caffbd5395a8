package org.ouroboros3d.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.raster.DeviceReports.Call;
import org.ouroboros3d.raster.DeviceReports.Extent;
import org.ouroboros3d.raster.internal.RasterReports;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The calls of a {@link Rasterizer} that are part of a recording, such as a CUDA graph: they report to memory of their own
 * and keep the scratch that they were recorded with. On the host, where nothing is recorded, there are none.
 *
 * <p>What a repetition reports is looked at as the rasterizer looks at {@linkplain Rasterizer#renderAhead other calls
 * that were not waited for}. One thread at a time, together with the rasterizer.
 */
public final class RecordedRenderings implements AutoCloseable {
    private final Optional<DeviceReports> owner;
    private final TensorScope owned = TensorScope.detached();
    private final List<Call> calls = new ArrayList<>();
    private final Optional<Tensor> memory;
    private Optional<RasterReports> awaited = Optional.empty();
    private int taken;

    /** There is nothing to be told of. */
    RecordedRenderings() {
        owner = Optional.empty();
        memory = Optional.empty();
    }

    /**
     * Before the recording, which must not allocate it.
     *
     * @param memory for reports, which becomes this object's
     */
    RecordedRenderings(DeviceReports owner, Tensor memory) {
        this.owner = Optional.of(owner);
        this.memory = Optional.of(owned.adopt(memory));
        this.awaited = Optional.of(reports());
    }

    /** A ring over the memory from its beginning: the same addresses in the same order again. */
    private RasterReports reports() {
        return new RasterReports(memory.orElseThrow().segment());
    }

    /** {@return the address where a call with this room, which is recorded now, is to report at each repetition} */
    long add(Extent extent, long room) {
        long address = awaited.orElseThrow().await();
        calls.add(new Call(extent, room));
        return address;
    }

    /** Keeps a scratch that a recorded call writes to. */
    void hold(Tensor scratch) {
        try (TensorScope scope = TensorScope.open()) {
            owned.adopt(scratch.sameElements());
        }
    }

    /** The calls are recorded: nothing has run, so nothing will report. */
    void recorded() {
        awaited = Optional.empty();
    }

    /**
     * All calls are about to run once more.
     *
     * @throws LostRenderingException if the repetition before turns out to have lacked room
     */
    public void repeat() {
        if (owner.isEmpty()) {
            return;
        }
        Optional<LostRenderingException> lost = check();
        if (isRunning()) {
            // Of a run that nobody looked at in the end. Its reports must not pass for those that are awaited now.
            owner.get().waitForDevice();
            Optional<LostRenderingException> late = check();
            lost = lost.isPresent() ? lost : late;
        }
        if (lost.isPresent()) {
            throw lost.get();
        }
        RasterReports reports = reports();
        calls.forEach(call -> reports.await());
        awaited = Optional.of(reports);
        taken = 0;
    }

    /** Looks at what has been reported. */
    Optional<LostRenderingException> check() {
        Optional<LostRenderingException> lost = Optional.empty();
        if (awaited.isPresent()) {
            RasterReports reports = awaited.get();
            for (Optional<RasterReports.Report> next = reports.take(); next.isPresent(); next = reports.take()) {
                Optional<LostRenderingException> failure = owner.orElseThrow().judge(calls.get(taken++), next.get());
                lost = lost.isPresent() ? lost : failure;
            }
        }
        return lost;
    }

    /** Whether a repetition may still be running, and write its reports. */
    boolean isRunning() {
        return awaited.isPresent() && taken < calls.size();
    }

    /**
     * Forgets the calls, which are not repeated any more, and frees their memory; a repetition that may still be running is
     * waited for. Closing again does nothing.
     */
    @Override
    public void close() {
        if (isRunning()) {
            owner.orElseThrow().waitForDevice();
        }
        owner.ifPresent(reports -> reports.forget(this));
        awaited = Optional.empty();
        owned.close();
    }
}
