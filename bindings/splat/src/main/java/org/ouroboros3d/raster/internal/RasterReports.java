package org.ouroboros3d.raster.internal;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.ouroboros3d.ffi.raster.o3d_raster_report;

/**
 * A ring of native reports in host memory that a device writes when its calls have run; they are read without waiting,
 * oldest first. One thread at a time.
 */
public final class RasterReports {
    /** What no call writes into {@code overflow}, which is the last field that it writes. */
    private static final int PENDING = -1;

    private static final VarHandle OVERFLOW =
            o3d_raster_report.layout().varHandle(PathElement.groupElement("overflow"));

    private final MemorySegment memory;
    private final int slots;
    private int oldest;
    private int size;

    /**
     * What a call found out.
     *
     * @param intersections tile intersections that the scene needed
     * @param overflowed whether that was more than there was room for, and the maps are the background alone
     */
    public record Report(long intersections, boolean overflowed) {}

    /** {@return the bytes that {@code slots} reports take} */
    public static long bytes(int slots) {
        return slots * o3d_raster_report.sizeof();
    }

    /** Reports in {@code memory}, aligned to 8 bytes, as many as fit. */
    public RasterReports(MemorySegment memory) {
        this.memory = memory;
        this.slots = Math.toIntExact(memory.byteSize() / o3d_raster_report.sizeof());
    }

    /** {@return whether no further report can be awaited before one has been taken} */
    public boolean isFull() {
        return size == slots;
    }

    /** {@return the address where the next call is to report} */
    public long await() {
        if (isFull()) {
            throw new IllegalStateException("all " + slots + " reports are awaited");
        }
        MemorySegment slot = slot((oldest + size) % slots);
        OVERFLOW.setRelease(slot, 0L, PENDING);
        size++;
        return slot.address();
    }

    /** The report that was to be awaited last will not come. */
    public void withdraw() {
        if (size == 0) {
            throw new IllegalStateException("no report is awaited");
        }
        size--;
    }

    /** {@return the oldest report, which is no longer awaited, if it is awaited and has come} */
    public Optional<Report> take() {
        if (size == 0) {
            return Optional.empty();
        }
        MemorySegment slot = slot(oldest);
        int overflow = (int) OVERFLOW.getAcquire(slot, 0L);
        if (overflow == PENDING) {
            return Optional.empty();
        }
        oldest = (oldest + 1) % slots;
        size--;
        return Optional.of(new Report(o3d_raster_report.intersections(slot), overflow != 0));
    }

    private MemorySegment slot(int index) {
        return memory.asSlice(index * o3d_raster_report.sizeof(), o3d_raster_report.sizeof());
    }
}
