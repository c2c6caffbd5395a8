package org.ouroboros3d.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.sample.CudaDevice;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;

/** From the first call of the denoiser to the last rendering, nothing is copied between host and device. */
class ResidencyTest {
    private static final int STEPS = 3;

    /**
     * Float32 matrices of 4 x 4 and 3 x 3 for each of eight cameras. They are host tensors, whatever the device: the
     * rasterizer takes cameras as arguments of its call. The host's counter sees that they are read.
     */
    private static final long CAMERAS = 8 * (4 * 4 + 3 * 3) * Float.BYTES;

    private static List<StepCounters.Counts> stepsOn(Device device) {
        GenerationOptions options = GenerationOptions.defaults().withSteps(STEPS);
        StepCounters counters = new StepCounters();
        try (TensorScope scope = TensorScope.open();
                LoopModel model = LoopModel.open(device, ModelOptions.defaults())) {
            new RecursiveSampler(model.modules(), options)
                    .sample(model.input(model.anyObject(), options), new StageTimes(counters), step -> {});
        }
        assertThat(counters.steps()).hasSize(STEPS);
        return counters.steps();
    }

    @Test
    void aStepOnTheHostWouldCopyNothingOnADevice() {
        for (StepCounters.Counts counts : stepsOn(Device.CPU)) {
            assertThat(counts.withinHostBytes()).isEqualTo(CAMERAS);
            assertThat(counts.hostToDeviceBytes()).isZero();
            assertThat(counts.deviceToHostBytes()).isZero();
        }
    }

    @Test
    @Tag("gpu")
    void aStepOnADeviceCopiesNothing() {
        for (StepCounters.Counts counts : stepsOn(CudaDevice.orSkip())) {
            assertThat(counts.hostToDeviceBytes()).isZero();
            assertThat(counts.deviceToHostBytes()).isZero();
            assertThat(counts.withinHostBytes()).isEqualTo(CAMERAS);
        }
    }

    @Test
    void aStepThatCopiesOneNumberIsNoticed() {
        StepCounters counters = new StepCounters();
        StageTimes.Listener told = counters;
        try (TensorScope scope = TensorScope.open()) {
            told.begin("denoiser");
            Creation.ones(1).item();
            told.end("rasterizer");
        }
        assertThat(counters.steps())
                .singleElement()
                .satisfies(counts -> assertThat(counts.withinHostBytes()).isEqualTo(Float.BYTES));
    }
}
