package org.ouroboros3d.raster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ffi.raster.o3d_raster_report;

class RasterReportsTest {
    /** Writes a report where a device would. */
    private static void report(long address, long intersections, int overflow) {
        MemorySegment slot = MemorySegment.ofAddress(address).reinterpret(o3d_raster_report.sizeof());
        o3d_raster_report.intersections(slot, intersections);
        o3d_raster_report.overflow(slot, overflow);
    }

    @Test
    void reportsAreTakenOldestFirstAndOnlyOnceTheyHaveCome() {
        try (Arena arena = Arena.ofConfined()) {
            RasterReports reports = new RasterReports(arena.allocate(RasterReports.bytes(3), 8));
            for (int round = 0; round < 4; round++) {
                long first = reports.await();
                long second = reports.await();
                assertThat(second).isNotEqualTo(first);
                assertThat(reports.take()).isEmpty();
                report(second, 20, 1);
                assertThat(reports.take()).as("the older one is still awaited").isEmpty();
                report(first, 10, 0);
                assertThat(reports.take()).contains(new RasterReports.Report(10, false));
                assertThat(reports.take()).contains(new RasterReports.Report(20, true));
                assertThat(reports.take()).isEmpty();
            }
        }
    }

    @Test
    void aWithdrawnReportIsNotAwaited() {
        try (Arena arena = Arena.ofConfined()) {
            RasterReports reports = new RasterReports(arena.allocate(RasterReports.bytes(1), 8));
            long address = reports.await();
            assertThat(reports.isFull()).isTrue();
            assertThatThrownBy(reports::await).isInstanceOf(IllegalStateException.class);
            reports.withdraw();
            assertThat(reports.await()).isEqualTo(address);
            report(address, 5, 0);
            assertThat(reports.take()).contains(new RasterReports.Report(5, false));
        }
    }
}
