package org.ouroboros3d.raster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.raster.internal.RasterReports;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * What calls on a CUDA device found out, and how much room scenes of a size are given there. Reports lie in pinned host
 * memory that the device writes, so that reading them waits for nothing. One thread at a time, on one stream.
 */
final class DeviceReports implements AutoCloseable {
    private static final Operator PIN_MEMORY = Operator.of("aten::pin_memory", "");
    private static final int SLOTS = 64;

    private final Device device;
    private final TensorScope owned = TensorScope.detached();
    private final RasterReports reports;
    private final ArrayDeque<Call> awaited = new ArrayDeque<>();
    private final Map<Extent, Long> capacities = new HashMap<>();
    private final List<RecordedRenderings> recorded = new ArrayList<>();
    private Optional<RecordedRenderings> recording = Optional.empty();

    /** What the room that a scene needs depends on most: sizes. */
    record Extent(long gaussians, int views, int width, int height) {}

    /** A call that reports. */
    record Call(Extent extent, long capacity) {}

    /** Takes pinned memory. */
    static DeviceReports on(Device device) {
        try (TensorScope scope = TensorScope.open()) {
            return new DeviceReports(device, memory(device));
        }
    }

    /** Host memory that the device can write, in the innermost scope. */
    private static Tensor memory(Device device) {
        Tensor plain = Tensor.empty(DType.UINT8, Device.CPU, RasterReports.bytes(SLOTS));
        return device.isHost()
                ? plain
                : PIN_MEMORY.begin().tensor(plain).optional(0).call();
    }

    /**
     * Reports in {@code memory}, which becomes this object's.
     *
     * @param memory uint8 host tensor that the device can write
     */
    DeviceReports(Device device, Tensor memory) {
        this.device = device;
        this.reports = new RasterReports(owned.adopt(memory).segment());
    }

    Device device() {
        return device;
    }

    /** {@return the room that scenes of this size get, empty before the first was measured} */
    Optional<Long> capacity(Extent extent) {
        return Optional.ofNullable(capacities.get(extent));
    }

    /** Half as much again as a scene needed: others of its size differ from it. */
    void measured(Extent extent, long intersections) {
        long generous = Math.min(Rasterization.MAX_INTERSECTIONS, intersections + intersections / 2 + 1024);
        capacities.merge(extent, generous, Math::max);
    }

    /** {@return the address where a call with this room is to report} */
    long await(Extent extent, long capacity) {
        if (reports.isFull()) {
            waitForAll();
        }
        long address = reports.await();
        awaited.add(new Call(extent, capacity));
        return address;
    }

    /** The call that was to report last was not made. */
    void withdraw() {
        reports.withdraw();
        awaited.removeLast();
    }

    /** {@return the calls of {@code work}, which {@link #recording} is told of} */
    RecordedRenderings record(Runnable work) {
        if (recording.isPresent()) {
            throw new IllegalStateException("renderings are being recorded already");
        }
        RecordedRenderings calls;
        try (TensorScope scope = TensorScope.open()) {
            calls = new RecordedRenderings(this, memory(device));
        }
        recording = Optional.of(calls);
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            recording = Optional.empty();
            calls.recorded();
            if (!done) {
                calls.close();
            }
        }
        recorded.add(calls);
        return calls;
    }

    /** {@return what is to be told of calls now, instead of this; empty while nothing is recorded} */
    Optional<RecordedRenderings> recording() {
        return recording;
    }

    void forget(RecordedRenderings calls) {
        recorded.remove(calls);
    }

    /** {@return the report of the one call that is awaited, after waiting for it} */
    RasterReports.Report waitForOne() {
        waitForDevice();
        awaited.remove();
        return reports.take().orElseThrow(() -> new IllegalStateException("a finished call has not reported"));
    }

    /**
     * Looks at the reports that have come.
     *
     * @throws LostRenderingException if one of them says so
     */
    void check() {
        Optional<LostRenderingException> lost = Optional.empty();
        for (Optional<RasterReports.Report> next = reports.take(); next.isPresent(); next = reports.take()) {
            Optional<LostRenderingException> failure = judge(next.get());
            lost = lost.isPresent() ? lost : failure;
        }
        for (RecordedRenderings calls : recorded) {
            Optional<LostRenderingException> failure = calls.check();
            lost = lost.isPresent() ? lost : failure;
        }
        if (lost.isPresent()) {
            throw lost.get();
        }
    }

    /** Waits for all calls and looks at their reports, as {@link #check} does. */
    void waitForAll() {
        waitForDevice();
        check();
    }

    private Optional<LostRenderingException> judge(RasterReports.Report report) {
        return judge(awaited.remove(), report);
    }

    /** What a call's report says; a scene that did not fit gets more room from now on. */
    Optional<LostRenderingException> judge(Call call, RasterReports.Report report) {
        if (!report.overflowed()) {
            return Optional.empty();
        }
        measured(call.extent(), report.intersections());
        return Optional.of(new LostRenderingException(device, report.intersections(), call.capacity()));
    }

    /** A copy to the host returns when all before it on the stream has run. */
    void waitForDevice() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor.empty(DType.UINT8, device, 1).to(Device.CPU);
        }
    }

    /** Frees the memory; calls may still be running, which is waited for. */
    @Override
    public void close() {
        if (!awaited.isEmpty()) {
            waitForDevice();
        }
        List.copyOf(recorded).forEach(RecordedRenderings::close);
        owned.close();
    }
}
