package org.ouroboros3d.train.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.collective.Transfer;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.AdamW;
import org.ouroboros3d.train.Parameters;

/** One rank of several that all have the same data; what it holds is counted. */
class DataParallelTest {
    private static final int LAYERS = 8;
    /** 8 MB a layer, so that four fill a bucket. */
    private static final int WIDTH = 1448;

    private static final long LAYER_BYTES = (long) WIDTH * WIDTH * Float.BYTES;

    /** Rank 0 of ranks that are like it, which notes how many bytes of gradients its leaves hold. */
    private static final class Twins implements Collective {
        private final int size;
        private Parameters parameters;
        private long mostHeld;
        private int sums;

        Twins(int size) {
            this.size = size;
        }

        private void note() {
            mostHeld = Math.max(mostHeld, held(parameters));
        }

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Transfer allReduce(Tensor x) {
            if (x.dtype() == DType.FLOAT32) {
                sums++;
                return () -> scale(x, x);
            }
            return Transfer.DONE;
        }

        private void scale(Tensor to, Tensor from) {
            try (TensorScope scope = TensorScope.open()) {
                Shapes.copyInto(to, Arithmetic.mul(from, size));
            }
        }

        @Override
        public Transfer reduceScatter(Tensor all, long[] parts, Tensor own) {
            sums++;
            return () -> {
                try (TensorScope scope = TensorScope.open()) {
                    scale(own, Shapes.narrow(all, 0, 0, parts[0]));
                }
            };
        }

        @Override
        public Transfer allGather(Tensor own, long[] parts, Tensor all) {
            return () -> {
                try (TensorScope scope = TensorScope.open()) {
                    Shapes.copyInto(Shapes.narrow(all, 0, 0, parts[0]), own);
                    Shapes.copyInto(
                            Shapes.narrow(all, 0, parts[0], all.numel() - parts[0]), Tensor.of(new float[] {7}, 1));
                }
            };
        }

        @Override
        public Transfer broadcast(Tensor x, int root) {
            return Transfer.DONE;
        }

        @Override
        public void barrier() {}

        @Override
        public void finish() {}

        @Override
        public void close() {}
    }

    private static long held(Parameters parameters) {
        try (TensorScope scope = TensorScope.open()) {
            return bytes(parameters.gradients());
        }
    }

    private static long bytes(List<Optional<Tensor>> gradients) {
        return gradients.stream()
                .flatMap(Optional::stream)
                .mapToLong(gradient -> gradient.numel() * Float.BYTES)
                .sum();
    }

    private static Parameters layers() {
        Map<String, Tensor> layers = new LinkedHashMap<>();
        float[] values = new float[WIDTH * WIDTH];
        for (int i = 0; i < LAYERS; i++) {
            Arrays.fill(values, 1f / WIDTH + i * 1e-6f);
            layers.put("layer" + i, Tensor.of(values, WIDTH, WIDTH).requiresGrad(true));
        }
        return new Parameters(layers);
    }

    private static void differentiate(Parameters parameters, Runnable inSegment) {
        try (TensorScope scope = TensorScope.open();
                GradMode on = GradMode.enabled();
                GradientCheckpoints checkpoints = GradientCheckpoints.create()) {
            Tensor loss;
            try (var recording = checkpoints.record()) {
                Tensor x = Shapes.reshape(Tensor.of(new float[] {1}, 1), 1, 1);
                x = Shapes.contiguous(Shapes.expand(x, 1, WIDTH));
                for (Tensor layer : parameters.tensors()) {
                    x = GradientCheckpoints.segment(x, in -> {
                        inSegment.run();
                        return Linear.linear(in, layer, null);
                    });
                }
                loss = Reductions.sum(x);
            }
            Autograd.backward(loss);
            checkpoints.backward();
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE, 8, 8, 8", "OPTIMIZER, 8, 8, 2", "GRADIENTS, 3, 0, 2"})
    void aRankHoldsItsShare(Zero zero, int mostLayers, int layersAfter, int layersOfState) {
        try (TensorScope scope = TensorScope.open()) {
            Parameters parameters = layers();
            Twins ranks = new Twins(4);
            ranks.parameters = parameters;
            try (DataParallel parallel = new DataParallel(ranks, zero, DType.FLOAT32, parameters);
                    AdamW optimizer = new AdamW(parallel.optimized(), 0.9, 0.999, 0, 1)) {
                for (int step = 0; step < 2; step++) {
                    try (DataParallel.Pass pass = parallel.pass(true)) {
                        differentiate(parameters, ranks::note);
                        pass.finish();
                    }
                    assertThat(held(parameters)).isEqualTo(layersAfter * LAYER_BYTES);
                    DataParallel.Reduced reduced = parallel.reduced();
                    assertThat(bytes(reduced.gradients())).isEqualTo(layersOfState * LAYER_BYTES);
                    optimizer.step(1e-3, 4, reduced.gradients(), reduced.length());
                    parallel.publish();
                }
                assertThat(ranks.sums).isEqualTo(4);
                assertThat(ranks.mostHeld).isEqualTo(mostLayers * LAYER_BYTES);
                long state = optimizer.state().values().stream()
                        .mapToLong(tensor -> tensor.numel() * Float.BYTES)
                        .sum();
                assertThat(state).isEqualTo(layersOfState * (2 * LAYER_BYTES + Float.BYTES));
                assertThat(parallel.bytesSent()).isEqualTo(2 * LAYERS * LAYER_BYTES);
            }
        }
    }

    @Test
    void parametersOfOtherRanksAreTakenOver() {
        try (TensorScope scope = TensorScope.open()) {
            Parameters parameters = new Parameters(Map.of(
                    "a", Tensor.of(new float[] {1, 2}, 2).requiresGrad(true),
                    "b", Tensor.of(new float[] {3}, 1).requiresGrad(true)));
            try (DataParallel parallel = new DataParallel(new Twins(2), Zero.OPTIMIZER, DType.FLOAT32, parameters)) {
                assertThat(parallel.optimized().byName().keySet()).containsExactly("a");
                parallel.publish();
                assertThat(parameters.byName().get("a").toFloatArray()).containsExactly(1, 2);
                assertThat(parameters.byName().get("b").toFloatArray()).containsExactly(7);
            }
        }
    }

    @Test
    void moreRanksThanParametersAreRefused() {
        try (TensorScope scope = TensorScope.open()) {
            Parameters parameters =
                    new Parameters(Map.of("a", Tensor.of(new float[] {1}, 1).requiresGrad(true)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DataParallel(new Twins(2), Zero.GRADIENTS, DType.FLOAT32, parameters))
                    .withMessageContaining("1 parameters cannot be shared out among 2 ranks");
        }
    }
}
