package org.ouroboros3d.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class DifferentiableRenderingTest {
    private static final int COUNT = 5;
    private static final int WIDTH = 14;
    private static final int HEIGHT = 11;
    private static final int[] CHANNELS = {3, 4, 3, 1, 3};
    private static final RenderSettings SETTINGS =
            RenderSettings.of(WIDTH, HEIGHT).withCcm(Ccm.CANONICAL);

    /** Everything before activation, float64: what a network would give. */
    private static List<Tensor> raw(double[] values) {
        List<Tensor> leaves = new ArrayList<>();
        int at = 0;
        for (int channels : CHANNELS) {
            int length = COUNT * channels;
            leaves.add(Tensor.of(Arrays.copyOfRange(values, at, at + length), COUNT, channels)
                    .requiresGrad(true));
            at += length;
        }
        return leaves;
    }

    /**
     * Activates. Every Gaussian covers the whole image at an alpha well above 1/255 and below 0.99, and none comes close
     * to another's depth, so that no hard decision falls between two differences.
     */
    private static Splats splats(List<Tensor> raw) {
        Tensor base = Tensor.of(
                new double[] {0.1, 0.2, 2.0, -0.2, 0.1, 2.4, 0.2, -0.1, 2.8, 0, 0.1, 3.2, -0.1, -0.2, 3.6}, COUNT, 3);
        return new Splats(
                single(Arithmetic.add(base, Arithmetic.mul(Activations.tanh(raw.get(0)), 0.1))),
                single(raw.get(1)),
                single(Arithmetic.exp(Arithmetic.mul(raw.get(2), 0.1))),
                Shapes.squeeze(single(Activations.sigmoid(Arithmetic.mul(raw.get(3), 0.5))), 1),
                single(Activations.sigmoid(raw.get(4))));
    }

    private static Tensor single(Tensor x) {
        return x.to(DType.FLOAT32);
    }

    private static double[] values() {
        double[] values = Gradients.wave(Arrays.stream(CHANNELS).sum() * COUNT);
        for (int i = 0; i < COUNT; i++) {
            // Quaternions of about unit length: raw ones scale the covariance with the fourth power of theirs.
            values[3 * COUNT + 4 * i] = 1;
            for (int k = 1; k < 4; k++) {
                values[3 * COUNT + 4 * i + k] *= 0.2;
            }
        }
        return values;
    }

    private static Tensor viewmats() {
        float[] values = new float[32];
        for (int i = 0; i < 8; i++) {
            values[16 * (i / 4) + 5 * (i % 4)] = 1;
        }
        values[16] = values[16 + 10] = (float) Math.cos(0.2);
        values[16 + 2] = (float) Math.sin(0.2);
        values[16 + 8] = (float) -Math.sin(0.2);
        values[16 + 3] = -0.4f;
        return Tensor.of(values, 2, 4, 4);
    }

    private static Tensor ks() {
        float[] k = {15, 0, 7.5f, 0, 13, 5, 0, 0, 1};
        float[] values = Arrays.copyOf(k, 18);
        System.arraycopy(k, 0, values, 9, 9);
        return Tensor.of(values, 2, 3, 3);
    }

    /** A curved function of every map, in float64 so that the sum adds no rounding to the differences. */
    private static Tensor loss(Rendering maps) {
        Tensor loss = term(maps.color(), 1);
        loss = Arithmetic.add(loss, term(maps.alpha(), 2));
        loss = Arithmetic.add(loss, term(maps.depth(), 0.1));
        return Arithmetic.add(loss, term(maps.ccm(), 3));
    }

    private static Tensor term(Tensor map, double factor) {
        Tensor x = map.to(DType.FLOAT64);
        Tensor wave = Tensor.of(Gradients.wave((int) map.numel()), map.shape());
        return Arithmetic.mul(Reductions.sum(Arithmetic.mul(Arithmetic.square(x), wave)), factor);
    }

    private static double lossOf(Rasterizer rasterizer, double[] values, RenderSettings settings) {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled()) {
            return loss(rasterizer.render(splats(raw(values)), viewmats(), ks(), settings))
                    .toDoubleArray()[0];
        }
    }

    /** Central differences of fourth order: their error stays small over a step that float32 images resolve. */
    private static double difference(Rasterizer rasterizer, double[] values, int entry, RenderSettings settings) {
        double step = 4e-2;
        double[] losses = new double[5];
        for (int k = -2; k <= 2; k++) {
            double[] moved = values.clone();
            moved[entry] += k * step;
            losses[k + 2] = lossOf(rasterizer, moved, settings);
        }
        return (8 * (losses[3] - losses[1]) - (losses[4] - losses[0])) / (12 * step);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsBeforeAndAfterTheRasterizerAgreeWithDifferences(boolean antialiased) {
        RenderSettings settings = SETTINGS.withAntialiased(antialiased).withScaleModifier(1.6f);
        double[] values = values();
        try (Rasterizer rasterizer = Rasterizer.create(2)) {
            List<Tensor> leaves = raw(values);
            try (DifferentiableRendering rendering =
                    rasterizer.renderWithState(splats(leaves), viewmats(), ks(), settings)) {
                Autograd.backward(loss(rendering.maps()));
                rendering.backward();
            }
            int at = 0;
            for (Tensor leaf : leaves) {
                double[] gradient = Autograd.gradient(leaf).toDoubleArray();
                double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
                assertThat(largest).isGreaterThan(1e-2);
                for (int i = 0; i < gradient.length; i++) {
                    // Rounding of float32 maps over the step gives the differences errors of some 1e-4.
                    assertThat(gradient[i])
                            .as("entry %d", at + i)
                            .isCloseTo(
                                    difference(rasterizer, values, at + i, settings),
                                    within(1e-3 * Math.max(largest, 1)));
                }
                at += gradient.length;
            }
        }
    }

    private static Splats constant() {
        Splats splats = splats(raw(values()));
        return new Splats(
                splats.means().detach(),
                splats.quats().detach(),
                splats.scales().detach(),
                splats.opacities().detach(),
                splats.colors().detach());
    }

    private static MapGradients ofColor(Tensor gradient) {
        return new MapGradients(Optional.of(gradient), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Tensor colorGradient() {
        int length = 2 * 3 * HEIGHT * WIDTH;
        return Tensor.of(Gradients.wave(length), 2, 3, HEIGHT, WIDTH).to(DType.FLOAT32);
    }

    @Test
    void laterRenderingsLeaveTheStateAlone() {
        try (Rasterizer rasterizer = Rasterizer.create(2)) {
            MapGradients gradients = ofColor(colorGradient());
            try (DifferentiableRendering first = rasterizer.renderWithState(constant(), viewmats(), ks(), SETTINGS);
                    DifferentiableRendering second =
                            rasterizer.renderWithState(constant(), viewmats(), ks(), SETTINGS)) {
                SplatGradients alone = second.differentiate(gradients);
                rasterizer.render(constant(), viewmats(), ks(), RenderSettings.of(70, 50));
                try (DifferentiableRendering third =
                        rasterizer.renderWithState(constant(), viewmats(), ks(), SETTINGS.withScaleModifier(0.1f))) {
                    SplatGradients after = first.differentiate(gradients);
                    assertThat(third.maps().color().shape()).containsExactly(2, 3, HEIGHT, WIDTH);
                    for (int i = 0; i < CHANNELS.length; i++) {
                        assertThat(after.tensors().get(i).toFloatArray())
                                .isEqualTo(alone.tensors().get(i).toFloatArray());
                    }
                }
            }
        }
    }

    @Test
    void absentGradientsAreZeroAndSplatsMayBeClosedByTheirOwner() {
        try (Rasterizer rasterizer = Rasterizer.create(1)) {
            Splats splats = constant();
            try (DifferentiableRendering one = rasterizer.renderWithState(splats, viewmats(), ks(), SETTINGS);
                    DifferentiableRendering other = rasterizer.renderWithState(splats, viewmats(), ks(), SETTINGS)) {
                splats.means().close();
                splats.colors().close();
                Tensor zeroAlpha = Tensor.of(new float[2 * HEIGHT * WIDTH], 2, 1, HEIGHT, WIDTH);
                SplatGradients full = one.differentiate(new MapGradients(
                        Optional.of(colorGradient()), Optional.of(zeroAlpha), Optional.empty(), Optional.empty()));
                SplatGradients sparse = other.differentiate(ofColor(colorGradient()));
                assertThat(sparse.means().toFloatArray()).isEqualTo(full.means().toFloatArray());
                assertThat(sparse.colors().toFloatArray()).doesNotContain(0, Float.NaN);
            }
        }
    }

    @Test
    void aRenderingIsDifferentiatedOnceAndNotAfterAnythingWasClosed() {
        MapGradients gradients = ofColor(colorGradient());
        Rasterizer rasterizer = Rasterizer.create(1);
        DifferentiableRendering used = rasterizer.renderWithState(constant(), viewmats(), ks(), SETTINGS);
        used.differentiate(gradients);
        assertThatThrownBy(() -> used.differentiate(gradients))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("differentiated already");
        assertThatThrownBy(used::backward).isInstanceOf(IllegalStateException.class);
        used.close();
        used.close();
        assertThatThrownBy(used::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DifferentiableRendering was closed");
        DifferentiableRendering left = rasterizer.renderWithState(constant(), viewmats(), ks(), SETTINGS);
        Tensor gone = colorGradient();
        gone.close();
        assertThatThrownBy(() -> left.differentiate(ofColor(gone))).isInstanceOf(IllegalStateException.class);
        rasterizer.close();
        assertThatThrownBy(() -> left.differentiate(gradients))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Rasterizer was closed");
        left.close();
        assertThatThrownBy(() -> rasterizer.renderWithState(constant(), viewmats(), ks(), SETTINGS))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void wrongGradientsAreRefusedByNameAndLeaveTheStateUsable() {
        try (Rasterizer rasterizer = Rasterizer.create(1);
                DifferentiableRendering rendering =
                        rasterizer.renderWithState(constant(), viewmats(), ks(), SETTINGS.withCcm(Ccm.NONE))) {
            assertThatThrownBy(rendering::backward)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("collected no gradient");
            assertThatThrownBy(() -> rendering.differentiate(ofColor(Shapes.select(colorGradient(), 0, 0))))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("color must be [2, 3, 11, 14]");
            assertThatThrownBy(() ->
                            rendering.differentiate(ofColor(colorGradient().to(DType.FLOAT64))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("color must be contiguous float32");
            MapGradients unasked = new MapGradients(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(colorGradient()));
            assertThatThrownBy(() -> rendering.differentiate(unasked))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("was not rendered");
            assertThat(rendering
                            .differentiate(ofColor(colorGradient()))
                            .colors()
                            .toFloatArray())
                    .doesNotContain(0);
            RenderSettings clamped = SETTINGS.withClampColor(true);
            assertThatThrownBy(() -> rasterizer.renderWithState(constant(), viewmats(), ks(), clamped))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("withClampColor(false)");
        }
    }

    private static boolean isInBackward(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Rasterization.class.getName())
                        && frame.getMethodName().equals("backward"));
    }

    /** Without references of the call's own, the native backward reads memory that was given back to the system. */
    @Test
    @Timeout(60)
    void gradientsThatAnotherThreadClosesAreReadToTheEnd() throws InterruptedException {
        int size = 1024;
        Thread caller = Thread.currentThread();
        AtomicInteger closedMeanwhile = new AtomicInteger();
        try (Rasterizer rasterizer = Rasterizer.create(1)) {
            while (closedMeanwhile.get() < 3) {
                try (TensorScope shared = TensorScope.detached();
                        TensorScope scope = TensorScope.open();
                        DifferentiableRendering rendering = rasterizer.renderWithState(
                                splats(raw(values())), viewmats(), ks(), RenderSettings.of(size, size))) {
                    Tensor gradient = shared.adopt(Creation.full(1, DType.FLOAT32, Device.CPU, 2, 3, size, size));
                    CountDownLatch watches = new CountDownLatch(1);
                    AtomicBoolean done = new AtomicBoolean();
                    Thread closing = Thread.ofPlatform().start(() -> {
                        watches.countDown();
                        while (!done.get() && !isInBackward(caller)) {
                            // Asleep between looks, so that a busy system does not let others go first.
                            LockSupport.parkNanos(20_000);
                        }
                        gradient.close();
                        closedMeanwhile.addAndGet(done.get() ? 0 : 1);
                    });
                    watches.await();
                    SplatGradients gradients = rendering.differentiate(new MapGradients(
                            Optional.of(gradient), Optional.empty(), Optional.empty(), Optional.empty()));
                    done.set(true);
                    closing.join();
                    assertThat(gradient.isClosed()).isTrue();
                    assertThat(gradients.colors().toFloatArray()[0]).isPositive();
                }
            }
        }
    }
}
