package org.ouroboros3d.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.raster.DeviceReports.Extent;
import org.ouroboros3d.raster.internal.RasterReports;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.ScopeExtension;

/** The bookkeeping alone, over plain memory that the test writes in the device's stead; the CPU waits for nothing. */
@ExtendWith(ScopeExtension.class)
class DeviceReportsTest {
    private static final Extent SMALL = new Extent(100, 2, 64, 64);
    private static final Extent LARGE = new Extent(1000, 2, 64, 64);

    private static DeviceReports reports(int slots) {
        return new DeviceReports(Device.CPU, Tensor.empty(DType.UINT8, Device.CPU, RasterReports.bytes(slots)));
    }

    private static void report(long address, long intersections, boolean overflow) {
        MemorySegment slot = MemorySegment.ofAddress(address).reinterpret(16);
        slot.set(ValueLayout.JAVA_LONG, 0, intersections);
        slot.set(ValueLayout.JAVA_INT, 8, overflow ? 1 : 0);
    }

    @Test
    void aSceneThatFitIsForgotten() {
        try (DeviceReports reports = reports(2)) {
            for (int i = 0; i < 5; i++) {
                report(reports.await(SMALL, 500), 400, false);
                assertThatCode(reports::check).doesNotThrowAnyException();
            }
            assertThat(reports.capacity(SMALL)).isEmpty();
        }
    }

    @Test
    void aSceneThatDidNotFitIsToldOnceAndGetsRoom() {
        try (DeviceReports reports = reports(4)) {
            long first = reports.await(SMALL, 500);
            long second = reports.await(LARGE, 9000);
            assertThatCode(reports::check).as("nothing has come yet").doesNotThrowAnyException();
            report(first, 6000, true);
            report(second, 8000, false);
            assertThatThrownBy(reports::check)
                    .isInstanceOf(LostRenderingException.class)
                    .hasMessageContaining("6000")
                    .hasMessageContaining("500");
            assertThatCode(reports::check).doesNotThrowAnyException();
            assertThat(reports.capacity(SMALL))
                    .hasValueSatisfying(room -> assertThat(room).isGreaterThanOrEqualTo(9000));
            assertThat(reports.capacity(LARGE)).isEmpty();
        }
    }

    @Test
    void aFullRingWaitsForItsCalls() {
        try (DeviceReports reports = reports(1)) {
            report(reports.await(SMALL, 10), 11, true);
            assertThatThrownBy(() -> reports.await(SMALL, 10)).isInstanceOf(LostRenderingException.class);
            report(reports.await(SMALL, 20), 11, false);
            assertThat(reports.waitForOne()).isEqualTo(new RasterReports.Report(11, false));
        }
    }

    @Test
    void roomNeverShrinksAndStaysWithinWhatTheLibraryTakes() {
        try (DeviceReports reports = reports(1)) {
            reports.measured(SMALL, 10_000);
            reports.measured(SMALL, 10);
            assertThat(reports.capacity(SMALL))
                    .hasValueSatisfying(room -> assertThat(room).isGreaterThanOrEqualTo(15_000));
            reports.measured(SMALL, Integer.MAX_VALUE);
            assertThat(reports.capacity(SMALL)).contains((long) Integer.MAX_VALUE);
        }
    }

    /** Two recorded calls, and where each reports. */
    private static RecordedRenderings twoCalls(DeviceReports reports, long[] addresses) {
        return reports.record(() -> {
            RecordedRenderings recording = reports.recording().orElseThrow();
            addresses[0] = recording.add(SMALL, 500);
            addresses[1] = recording.add(LARGE, 9000);
        });
    }

    @Test
    void recordedCallsReportToTheSameAddressesAtEveryRepetition() {
        long[] addresses = new long[2];
        try (DeviceReports reports = reports(4);
                RecordedRenderings calls = twoCalls(reports, addresses)) {
            assertThat(reports.recording()).as("the recording has ended").isEmpty();
            assertThat(calls.isRunning()).as("nothing has run yet").isFalse();
            for (int repetition = 0; repetition < 3; repetition++) {
                calls.repeat();
                assertThat(calls.isRunning()).isTrue();
                assertThatCode(reports::check).as("nothing has come yet").doesNotThrowAnyException();
                report(addresses[0], 400, false);
                report(addresses[1], 8000, false);
                assertThatCode(reports::waitForAll).doesNotThrowAnyException();
                assertThat(calls.isRunning()).isFalse();
            }
        }
    }

    @Test
    void aRepetitionThatNobodyLookedAtIsLookedAtBeforeTheNext() {
        long[] addresses = new long[2];
        try (DeviceReports reports = reports(4);
                RecordedRenderings calls = twoCalls(reports, addresses)) {
            calls.repeat();
            report(addresses[0], 400, false);
            calls.repeat();
            assertThat(calls.isRunning()).isTrue();
            report(addresses[0], 700, true);
            report(addresses[1], 8000, false);
            assertThatThrownBy(reports::waitForAll)
                    .isInstanceOf(LostRenderingException.class)
                    .hasMessageContaining("700");
            assertThat(calls.isRunning()).isFalse();
        }
    }

    @Test
    void aRecordedSceneThatDidNotFitIsToldOnceAndTheNextRecordingGetsRoom() {
        long[] addresses = new long[2];
        try (DeviceReports reports = reports(4);
                RecordedRenderings calls = twoCalls(reports, addresses)) {
            calls.repeat();
            report(addresses[0], 400, false);
            report(addresses[1], 20_000, true);
            assertThatThrownBy(reports::waitForAll)
                    .isInstanceOf(LostRenderingException.class)
                    .hasMessageContaining("20000")
                    .hasMessageContaining("9000");
            assertThatCode(reports::check).doesNotThrowAnyException();
            assertThat(reports.capacity(LARGE))
                    .hasValueSatisfying(room -> assertThat(room).isGreaterThanOrEqualTo(30_000));
            calls.repeat();
            report(addresses[0], 600, true);
            report(addresses[1], 1, false);
            assertThatThrownBy(calls::repeat).isInstanceOf(LostRenderingException.class);
        }
    }

    @Test
    void aRecordingThatFailsLeavesNothingBehind() {
        try (DeviceReports reports = reports(4)) {
            assertThatThrownBy(() -> reports.record(() -> {
                        reports.recording().orElseThrow().add(SMALL, 500);
                        reports.record(() -> {});
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already");
            assertThat(reports.recording()).isEmpty();
            assertThatCode(reports::waitForAll).doesNotThrowAnyException();
        }
    }

    @Test
    void closedRecordingsAreNotLookedAtAnyMore() {
        long[] addresses = new long[2];
        try (DeviceReports reports = reports(4)) {
            RecordedRenderings calls = twoCalls(reports, addresses);
            calls.repeat();
            calls.close();
            calls.close();
            assertThatCode(reports::waitForAll).doesNotThrowAnyException();
        }
    }
}
