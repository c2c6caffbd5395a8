package org.ouroboros3d.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Device;

class RunAheadTest {
    private final SlowDevice device = new SlowDevice();
    private final List<Integer> told = new ArrayList<>();

    private static List<Integer> upTo(int steps) {
        return IntStream.rangeClosed(1, steps).boxed().toList();
    }

    @Test
    void theStepBeforeTheLastIsWaitedForAndTheLastIsNot() {
        try (RunAhead ahead = new RunAhead(device, told::add)) {
            for (int step = 1; step <= 5; step++) {
                ahead.enqueued();
                assertThat(device.computed()).isEqualTo(step - 1);
                assertThat(device.waits).isEqualTo(upTo(step - 1));
                assertThat(told).isEqualTo(upTo(step - 1));
                assertThat(ahead.finished()).isEqualTo(step - 1);
            }
        }
    }

    @Test
    void aFastDeviceIsNeverWaitedFor() {
        try (RunAhead ahead = new RunAhead(
                () -> {
                    StepMarker marker = device.get();
                    device.compute(device.enqueued());
                    return marker;
                },
                told::add)) {
            for (int step = 1; step <= 3; step++) {
                ahead.enqueued();
                assertThat(told).isEqualTo(upTo(step));
                assertThat(device.openMarkers()).isZero();
            }
            ahead.drain();
        }
        assertThat(told).isEqualTo(upTo(3));
        assertThat(device.waits).isEmpty();
    }

    @Test
    void whateverTheDevicesPaceEveryStepIsToldOnceInOrderAndNeverEarly() {
        for (int seed = 0; seed < 200; seed++) {
            Random pace = new Random(seed);
            SlowDevice uneven = new SlowDevice();
            List<Integer> finished = new ArrayList<>();
            try (RunAhead ahead = new RunAhead(uneven, done -> {
                assertThat(uneven.computed()).isGreaterThanOrEqualTo(done);
                finished.add(done);
            })) {
                for (int step = 1; step <= 8; step++) {
                    ahead.enqueued();
                    assertThat(uneven.enqueued() - uneven.computed()).isLessThanOrEqualTo(1);
                    uneven.compute(uneven.computed() + pace.nextInt(1 + step - uneven.computed()));
                }
                ahead.drain();
                assertThat(ahead.finished()).isEqualTo(8);
            }
            assertThat(finished).as("seed %d", seed).isEqualTo(upTo(8));
            assertThat(uneven.openMarkers()).isZero();
        }
    }

    @Test
    void drainingWaitsForTheLastStepAndTellsOnce() {
        try (RunAhead ahead = new RunAhead(device, told::add)) {
            ahead.drain();
            assertThat(told).isEmpty();
            ahead.enqueued();
            ahead.enqueued();
            ahead.drain();
            assertThat(device.waits).containsExactly(1, 2);
            ahead.drain();
            assertThat(told).containsExactly(1, 2);
            assertThat(device.openMarkers()).isZero();
        }
    }

    @Test
    void closingFreesWhatWasNotReachedWithoutWaiting() {
        RunAhead ahead = new RunAhead(device, told::add);
        ahead.enqueued();
        ahead.enqueued();
        assertThat(device.openMarkers()).isEqualTo(1);
        ahead.close();
        ahead.close();
        assertThat(device.openMarkers()).isZero();
        assertThat(device.waits).as("of the first step's end").containsExactly(1);
        assertThat(told).containsExactly(1);
    }

    @Test
    void whatFailedOnTheDeviceIsThrownAndFreesAllMarkers() {
        IllegalStateException failure = new IllegalStateException("illegal address");
        assertThatThrownBy(() -> {
                    try (RunAhead ahead = new RunAhead(device, told::add)) {
                        ahead.enqueued();
                        device.fail(failure);
                        ahead.enqueued();
                    }
                })
                .isSameAs(failure)
                .hasNoSuppressedExceptions();
        assertThat(device.openMarkers()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void whatAListenerThrowsFreesAllMarkers() {
        IllegalStateException thrown = new IllegalStateException("of a listener");
        assertThatThrownBy(() -> {
                    try (RunAhead ahead = new RunAhead(device, done -> {
                        throw thrown;
                    })) {
                        ahead.enqueued();
                        ahead.enqueued();
                    }
                })
                .isSameAs(thrown)
                .hasNoSuppressedExceptions();
        assertThat(device.openMarkers()).isZero();
    }

    @Test
    void onTheHostAStepIsFinishedWhenItReturns() {
        try (RunAhead ahead = new RunAhead(StepMarker.on(Device.CPU), told::add)) {
            for (int step = 1; step <= 3; step++) {
                ahead.enqueued();
                assertThat(told).isEqualTo(upTo(step));
            }
        }
    }
}
