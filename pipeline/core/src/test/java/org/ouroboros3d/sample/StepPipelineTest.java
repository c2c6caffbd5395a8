package org.ouroboros3d.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Device;

class StepPipelineTest {
    private final SlowDevice device = new SlowDevice();
    private final List<Integer> told = new ArrayList<>();

    private static List<Integer> upTo(int steps) {
        return IntStream.rangeClosed(1, steps).boxed().toList();
    }

    @Test
    void theStepBeforeTheLastIsWaitedForAndTheLastIsNot() {
        try (StepPipeline pipeline = new StepPipeline(device, told::add)) {
            for (int step = 1; step <= 5; step++) {
                pipeline.enqueued();
                assertThat(device.computed()).isEqualTo(step - 1);
                assertThat(device.waits).isEqualTo(upTo(step - 1));
                assertThat(told).isEqualTo(upTo(step - 1));
                assertThat(pipeline.finished()).isEqualTo(step - 1);
            }
        }
    }

    @Test
    void aFastDeviceIsNeverWaitedFor() {
        try (StepPipeline pipeline = new StepPipeline(
                () -> {
                    Fence fence = device.get();
                    device.compute(device.enqueued());
                    return fence;
                },
                told::add)) {
            for (int step = 1; step <= 3; step++) {
                pipeline.enqueued();
                assertThat(told).isEqualTo(upTo(step));
                assertThat(device.openFences()).isZero();
            }
            pipeline.drain();
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
            try (StepPipeline pipeline = new StepPipeline(uneven, done -> {
                assertThat(uneven.computed()).isGreaterThanOrEqualTo(done);
                finished.add(done);
            })) {
                for (int step = 1; step <= 8; step++) {
                    pipeline.enqueued();
                    assertThat(uneven.enqueued() - uneven.computed()).isLessThanOrEqualTo(1);
                    uneven.compute(uneven.computed() + pace.nextInt(1 + step - uneven.computed()));
                }
                pipeline.drain();
                assertThat(pipeline.finished()).isEqualTo(8);
            }
            assertThat(finished).as("seed %d", seed).isEqualTo(upTo(8));
            assertThat(uneven.openFences()).isZero();
        }
    }

    @Test
    void drainingWaitsForTheLastStepAndTellsOnce() {
        try (StepPipeline pipeline = new StepPipeline(device, told::add)) {
            pipeline.drain();
            assertThat(told).isEmpty();
            pipeline.enqueued();
            pipeline.enqueued();
            pipeline.drain();
            assertThat(device.waits).containsExactly(1, 2);
            pipeline.drain();
            assertThat(told).containsExactly(1, 2);
            assertThat(device.openFences()).isZero();
        }
    }

    @Test
    void closingFreesWhatWasNotReachedWithoutWaiting() {
        StepPipeline pipeline = new StepPipeline(device, told::add);
        pipeline.enqueued();
        pipeline.enqueued();
        assertThat(device.openFences()).isEqualTo(1);
        pipeline.close();
        pipeline.close();
        assertThat(device.openFences()).isZero();
        assertThat(device.waits).as("of the first step's end").containsExactly(1);
        assertThat(told).containsExactly(1);
    }

    @Test
    void whatFailedOnTheDeviceIsThrownAndFreesAllMarkers() {
        IllegalStateException failure = new IllegalStateException("illegal address");
        assertThatThrownBy(() -> {
                    try (StepPipeline pipeline = new StepPipeline(device, told::add)) {
                        pipeline.enqueued();
                        device.fail(failure);
                        pipeline.enqueued();
                    }
                })
                .isSameAs(failure)
                .hasNoSuppressedExceptions();
        assertThat(device.openFences()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void whatAListenerThrowsFreesAllMarkers() {
        IllegalStateException thrown = new IllegalStateException("of a listener");
        assertThatThrownBy(() -> {
                    try (StepPipeline pipeline = new StepPipeline(device, done -> {
                        throw thrown;
                    })) {
                        pipeline.enqueued();
                        pipeline.enqueued();
                    }
                })
                .isSameAs(thrown)
                .hasNoSuppressedExceptions();
        assertThat(device.openFences()).isZero();
    }

    @Test
    void onTheHostAStepIsFinishedWhenItReturns() {
        try (StepPipeline pipeline = new StepPipeline(Fence.on(Device.CPU), told::add)) {
            for (int step = 1; step <= 3; step++) {
                pipeline.enqueued();
                assertThat(told).isEqualTo(upTo(step));
            }
        }
    }
}
