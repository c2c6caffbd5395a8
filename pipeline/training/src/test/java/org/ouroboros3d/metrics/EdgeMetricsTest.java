package org.ouroboros3d.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class EdgeMetricsTest {
    private static final int WIDTH = 34;
    private static final int HEIGHT = 12;
    private static final int INNER = WIDTH - 2;

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** A gray picture whose columns are all alike. */
    private static Tensor columns(IntToDoubleFunction level) {
        float[] values = new float[3 * HEIGHT * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) level.applyAsDouble(i % WIDTH);
        }
        return Tensor.of(values, 1, 3, HEIGHT, WIDTH);
    }

    /** A step of a height before a column, which takes some pixels: 1 is as sharp as can be. */
    private static Tensor step(double height, int column, int pixels) {
        return columns(x -> height * Math.clamp((x - column) / (double) pixels + 1.0 / pixels, 0, 1));
    }

    @Test
    void aRampHasItsOwnSlope() {
        Tensor ramp = columns(x -> 0.02 * x);
        assertThat(Sharpness.gradient(ramp)).isCloseTo(0.02, within(1e-6));
        assertThat(Sharpness.tenengrad(ramp)).isCloseTo(0.0004, within(1e-7));
        Tensor turned = Shapes.transpose(ramp, 2, 3);
        assertThat(Sharpness.gradient(turned)).isCloseTo(0.02, within(1e-6));
    }

    @Test
    void blurOfALoneEdgeLowersSquaresOfGradientsAndNotTheirMean() {
        for (int pixels : new int[] {1, 2, 4, 8}) {
            Tensor edge = step(0.6, 12, pixels);
            // Central differences of a ramp: n - 1 whole ones and a half one at each end.
            assertThat(Sharpness.gradient(edge)).as("%d pixels", pixels).isCloseTo(0.6 / INNER, within(1e-6));
            double squares = 0.36 / (pixels * pixels) * (pixels - 0.5);
            assertThat(Sharpness.tenengrad(edge)).as("%d pixels", pixels).isCloseTo(squares / INNER, within(1e-6));
        }
    }

    @Test
    void blurOfTextureLowersBoth() {
        Tensor stripes = columns(x -> x / 2 % 2);
        // Every second pixel's neighbors differ by 1, those of the others too: half of it a pixel everywhere.
        assertThat(Sharpness.gradient(stripes)).isCloseTo(0.5, within(1e-6));
        assertThat(Sharpness.tenengrad(stripes)).isCloseTo(0.25, within(1e-6));
        Tensor gray = columns(x -> 0.5);
        assertThat(Sharpness.gradient(gray)).isCloseTo(0, within(1e-6));
        assertThat(Sharpness.tenengrad(gray)).isCloseTo(0, within(1e-6));
    }

    @Test
    void colorsCountByTheirLuma() {
        float[] values = new float[3 * HEIGHT * WIDTH];
        for (int i = 0; i < HEIGHT * WIDTH; i++) {
            values[HEIGHT * WIDTH + i] = i % WIDTH / 100f;
        }
        Tensor green = Tensor.of(values, 1, 3, HEIGHT, WIDTH);
        assertThat(Sharpness.gradient(green)).isCloseTo(0.587 / 100, within(1e-7));
    }

    @Test
    void edgesOfEqualImagesAgreeWhollyAndMayBeOnePixelOff() {
        Tensor edge = step(1, 12, 1);
        assertThat(EdgeF1.of(edge, edge)).isEqualTo(1);
        assertThat(EdgeF1.of(step(1, 13, 1), edge)).isEqualTo(1);
        // An edge is two pixels wide: at a distance of two, half of each is in reach of the other.
        assertThat(EdgeF1.of(step(1, 14, 1), edge)).isEqualTo(0.5);
        assertThat(EdgeF1.of(step(1, 15, 1), edge)).isZero();
    }

    @Test
    void blurThatTakesAnEdgeUnderTheThresholdLosesIt() {
        Tensor edge = step(0.6, 12, 1);
        // Slopes of 0.21, and half of it at both ends: four pixels of edge, one of which is out of reach of the two
        // true.
        assertThat(EdgeF1.of(step(0.63, 12, 3), edge)).isCloseTo(6 / 7.0, within(1e-9));
        assertThat(EdgeF1.of(step(0.6, 12, 8), edge)).isZero();
        assertThat(EdgeF1.of(columns(x -> 0.3), columns(x -> 0.7))).isEqualTo(1);
    }

    @Test
    void precisionAndRecallAreCounted() {
        Tensor one = step(1, 8, 1);
        Tensor two = columns(x -> x < 8 ? 0 : x < 20 ? 1 : 0);
        // All of the prediction's edges are true, half of the true ones are found: 2 * 1 * 0.5 / 1.5.
        assertThat(EdgeF1.of(one, two)).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(EdgeF1.of(two, one)).isCloseTo(2 / 3.0, within(1e-9));
    }

    @Test
    void imagesNeedThreeChannelsAndThreePixels() {
        assertThatThrownBy(() -> Sharpness.gradient(Tensor.of(new float[12], 1, 3, 2, 2)))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Sharpness.gradient(Tensor.of(new float[16], 1, 1, 4, 4)))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> EdgeF1.of(step(1, 3, 1), Tensor.of(new float[27], 1, 3, 3, 3)))
                .isInstanceOf(ShapeException.class);
    }
}
