package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class DryRunTest {
    private static final int FLOAT = Float.BYTES;

    private final GradMode noGrad = GradMode.disabled();
    private final TensorScope scope = TensorScope.open();

    @AfterEach
    void close() {
        scope.close();
        noGrad.close();
    }

    private static Tensor empty(long... shape) {
        return Tensor.empty(DType.FLOAT32, Device.CPU, shape);
    }

    /** What has no rule in LibTorch's own meta kernels, and what depends on the order of elements. */
    private static Stream<Function<Tensor, Tensor>> operators() {
        return Stream.of(
                x -> Convolutions.conv2d(x, empty(32, 16, 3, 3), null, 1, 1),
                x -> Convolutions.conv2d(x, empty(32, 16, 3, 3), empty(32), 2, 1),
                x -> Convolutions.conv2d(x, ChannelsLast.weight(empty(32, 16, 3, 3)), null, 1, 1),
                x -> Convolutions.conv2d(x, empty(32, 16, 3, 1), null, new long[] {1, 1}, new long[] {1, 0}),
                x -> Normalization.groupNorm(x, 4, empty(16), empty(16), 1e-5),
                x -> Normalization.layerNorm(x, empty(10), empty(10), 1e-5),
                x -> Linear.linear(x, empty(300, 10), empty(300)),
                Activations::relu,
                Activations::silu,
                Activations::gelu,
                Activations::softplus,
                x -> InPlace.add(x, x),
                x -> InPlace.relu(x),
                x -> Resampling.nearest(x, 16, 20),
                x -> Shapes.cat(List.of(x, x), 1),
                x -> x.to(DType.BFLOAT16),
                x -> Arithmetic.add(Arithmetic.mul(x, 2), 1),
                x -> Arithmetic.mul(Arithmetic.add(x, Creation.arange(10)), Creation.linspace(0, 1, 10)));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void resultsHaveTheShapeTheTypeAndTheOrderOfComputedOnes(Function<Tensor, Tensor> operator) {
        for (boolean last : new boolean[] {false, true}) {
            Tensor real = operator.apply(input(last));
            try (DryRun dryRun = DryRun.on(Device.CPU)) {
                Tensor dry = operator.apply(input(last));
                assertThat(dry.describe()).isEqualTo(real.describe());
                assertThat(dry.strides()).isEqualTo(real.strides());
            }
        }
    }

    @Test
    void attentionKeepsTheOrderOfItsQueries() {
        List<UnaryOperator<Tensor>> calls = List.of(
                x -> Attention.scaledDotProductAttention(x, x, x),
                x -> Attention.scaledDotProductAttention(tokens(x), tokens(x), tokens(x)),
                x -> Attention.scaledDotProductAttention(x, x, Shapes.narrow(x, 3, 0, 4)));
        for (UnaryOperator<Tensor> call : calls) {
            Tensor real = call.apply(input(false));
            try (DryRun dryRun = DryRun.on(Device.CPU)) {
                Tensor dry = call.apply(input(false));
                assertThat(dry.describe()).isEqualTo(real.describe());
                assertThat(dry.strides()).isEqualTo(real.strides());
            }
        }
    }

    private static Tensor tokens(Tensor x) {
        return Shapes.transpose(x, 1, 2);
    }

    private static Tensor input(boolean channelsLast) {
        Tensor x = Creation.zeros(2, 16, 8, 10);
        return channelsLast ? ChannelsLast.weight(x) : x;
    }

    @Test
    void storageIsHeldUntilTheLastTensorThatSharesIt() {
        try (DryRun dryRun = DryRun.on(Device.CPU)) {
            Tensor x = empty(4, 6);
            assertThat(dryRun.held()).isEqualTo(24 * FLOAT);
            Tensor view = Shapes.reshape(x, 3, 8);
            Tensor same = x.sameElements();
            Tensor part = Shapes.narrow(view, 1, 2, 3);
            List<Tensor> chunks = Shapes.chunk(x, 2, 1);
            assertThat(dryRun.held()).isEqualTo(24 * FLOAT);
            Tensor copy = Shapes.reshape(part, 9);
            Tensor turned = Shapes.flatten(Shapes.transpose(x, 0, 1), 0, 1);
            assertThat(dryRun.held()).isEqualTo((24 + 9 + 24) * FLOAT);
            List.of(x, view, same, copy, turned).forEach(Tensor::close);
            chunks.forEach(Tensor::close);
            assertThat(dryRun.held()).as("transposed and narrowed").isEqualTo(24 * FLOAT);
        }
    }

    @Test
    void whatIsDoneInPlaceTakesNothing() {
        try (DryRun dryRun = DryRun.on(Device.CPU)) {
            Tensor x = empty(4, 6);
            Tensor other = empty(4, 6);
            Tensor share = empty(1);
            long peak = dryRun.peakOf(() -> {
                InPlace.silu(x);
                InPlace.relu(x);
                InPlace.add(x, other);
                InPlace.mul(x, other);
                InPlace.lerp(x, other, share, x);
                Shapes.copyInto(x, other);
            });
            assertThat(peak).isZero();
        }
    }

    @Test
    void thePeakIsWhatWasHeldAtOnce() {
        try (DryRun dryRun = DryRun.on(Device.CPU)) {
            Tensor x = empty(1000);
            long peak = dryRun.peakOf(() -> {
                try (Tensor a = Activations.silu(x)) {
                    Activations.silu(a).close();
                }
                Activations.silu(x).close();
            });
            assertThat(peak).isEqualTo(2000 * FLOAT);
            assertThat(dryRun.peakOf(() -> DryRun.workspace(Device.CPU, 77))).isEqualTo(77);
            assertThat(dryRun.peakOf(() -> DryRun.workspace(Device.cuda(0), 77)))
                    .as("another device")
                    .isZero();
        }
    }

    /** A kernel is reordered, and pictures are where they are not channels last. */
    @Test
    void convolutionsTakeRoomOfTheirOwn() {
        try (DryRun dryRun = DryRun.on(Device.CPU)) {
            Tensor rows = input(false);
            Tensor last = input(true);
            Tensor kernel = empty(16, 16, 3, 3);
            Tensor lastKernel = ChannelsLast.weight(kernel);
            long picture = rows.numel();
            assertThat(dryRun.peakOf(() -> Convolutions.conv2d(last, lastKernel, null, 1, 1)))
                    .isEqualTo((picture + kernel.numel()) * FLOAT);
            assertThat(dryRun.peakOf(() -> Convolutions.conv2d(rows, kernel, null, 1, 1)))
                    .isEqualTo((3 * picture + kernel.numel()) * FLOAT);
        }
    }

    @Test
    void aDeviceThatIsNotThereIsCountedAlone() {
        Device device = Device.cuda(3);
        try (DryRun dryRun = DryRun.on(device)) {
            Tensor host = Tensor.of(new float[] {1, 2}, 2);
            assertThat(dryRun.held()).isZero();
            Tensor there = host.to(device);
            assertThat(there.device()).isEqualTo(device);
            assertThat(Activations.silu(there).device()).isEqualTo(device);
            assertThat(dryRun.held()).isEqualTo(4 * FLOAT);
        }
    }

    @Test
    void elementsCannotBeRead() {
        try (DryRun dryRun = DryRun.on(Device.CPU)) {
            Tensor x = empty(2);
            assertThatThrownBy(x::segment)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a tensor of a dry run has no elements: FLOAT32[2] on cpu");
            assertThatThrownBy(x::toFloatArray).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> DryRun.on(Device.CPU)).hasMessageContaining("in a dry run already");
        }
        assertThat(DryRun.isActive()).isFalse();
        assertThat(Creation.arange(3).toFloatArray()).containsExactly(0, 1, 2);
    }

    @Test
    void itEndsOnItsOwnThread() throws InterruptedException {
        try (DryRun dryRun = DryRun.on(Device.CPU)) {
            Thread other = Thread.ofPlatform().start(() -> {
                assertThat(DryRun.isActive()).isFalse();
                assertThatThrownBy(dryRun::close).isInstanceOf(IllegalStateException.class);
            });
            other.join();
            assertThat(DryRun.isActive()).isTrue();
        }
    }
}
