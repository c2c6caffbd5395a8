package org.ouroboros3d.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

class LoopBenchmarkTest {
    private static final int STEPS = 2;

    @Test
    void stagesFloorsAndCountsOfTheBuiltInModel() {
        GenerationOptions options = GenerationOptions.defaults().withSteps(STEPS);
        long live = Tensor.liveCount();
        try (LoopModel model = LoopModel.open(Device.CPU, ModelOptions.defaults())) {
            List<String> progress = new ArrayList<>();
            LoopBenchmark.Result warm = LoopBenchmark.run(
                    model, DType.FLOAT32, new LoopBenchmark.Settings(options, 1, true, false), progress::add);
            LoopBenchmark.Result cold = LoopBenchmark.run(
                    model, DType.FLOAT32, new LoopBenchmark.Settings(options, 1, false, false), what -> {});
            assertThat(progress).hasSize(4);
            assertThat(warm.stages().stream().map(LoopBenchmark.Stage::name))
                    .containsExactlyInAnyOrder(
                            "condition", "adapters", "denoiser", "decoder", "reconstructor", "rasterizer");
            double sum = 0;
            for (LoopBenchmark.Stage stage : warm.stages()) {
                assertThat(stage.millis().median()).as(stage.name()).isPositive();
                if (!stage.name().equals("condition")) {
                    sum += stage.flop();
                }
            }
            assertThat(warm.step().flop()).isCloseTo(sum, within(1.0));
            assertThat(warm.step().floorMillis()).isPositive();
            assertThat(warm.rates().matrixProduct()).isPositive();
            assertThat(warm.rates().convolution()).isPositive();
            assertThat(warm.counts()).hasSize(STEPS);
            assertThat(warm.javaBytes()).isPresent();
            for (LoopBenchmark.Result result : List.of(warm, cold)) {
                assertThat(result.stagePeakBytes().keySet())
                        .containsExactlyElementsOf(result.stages().stream()
                                .map(LoopBenchmark.Stage::name)
                                .toList());
                long most = Collections.max(result.stagePeakBytes().values());
                assertThat(result.peakResidentBytes().orElseThrow()).isGreaterThanOrEqualTo(most);
            }
            assertThat(cold.javaBytes()).as("observing would be counted").isEmpty();
            assertThat(cold.step().flop()).isEqualTo(warm.step().flop());
            assertThat(cold.counts().stream()
                            .map(StepCounters.Counts::tensorsMade)
                            .toList())
                    .isEqualTo(warm.counts().stream()
                            .map(StepCounters.Counts::tensorsMade)
                            .toList());
        }
        assertThat(Tensor.liveCount()).isEqualTo(live);
    }

    @Test
    void aStageAtHalfTheMachinesRateTakesTwiceItsFloor() {
        OperatorTotals products = OperatorTotals.ofCall(1, new OperatorCost(2_000_000_000L, 0, 0));
        OperatorTotals convolutions = OperatorTotals.ofCall(1, new OperatorCost(6_000_000_000L, 0, 0));
        StageProfile profile = new StageProfile(
                1, 1, Map.of(OperatorGroup.ATTENTION, products, OperatorGroup.CONVOLUTION, convolutions));
        // 2 GFLOP at 1 GFLOP/s and 6 at 3 are four seconds.
        double floor = new ComputeRates(DType.FLOAT32, 1e9, 3e9).floorSeconds(profile);
        assertThat(floor).isCloseTo(4, within(1e-9));
        LoopBenchmark.Stage stage =
                new LoopBenchmark.Stage("denoiser", new Timing(8000, 8000, 8000), 8e9, floor * 1000);
        assertThat(stage.shareOfFloor()).isCloseTo(0.5, within(1e-9));
        assertThat(stage.rate()).isCloseTo(1e9, within(1.0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoopBenchmark.Settings(GenerationOptions.defaults(), 0, true, false));
    }
}
