package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class MovingAverageTest {
    @Test
    void theFirstStepsCountForMoreThanTheDecaySays() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {0}, 1).requiresGrad(true);
            try (MovingAverage average = new MovingAverage(new Parameters(Map.of("x", x)), 0.5)) {
                assertThat(average.byName().get("x").item()).isZero();
                try (GradMode off = GradMode.disabled()) {
                    Shapes.copyInto(x, Tensor.of(new float[] {1}, 1));
                }
                average.update(1);
                double expected = 1 - 2.0 / 11;
                assertThat((double) average.byName().get("x").item()).isCloseTo(expected, within(1e-6));
                average.update(1000);
                assertThat((double) average.byName().get("x").item()).isCloseTo((expected + 1) / 2, within(1e-6));
                assertThat(x.item()).isEqualTo(1);
            }
        }
    }

    @Test
    void aDecayOfOneWouldNeverLearn() {
        try (TensorScope scope = TensorScope.open()) {
            Parameters parameters = new Parameters(Map.of("x", Tensor.of(new float[] {0}, 1)));
            assertThatThrownBy(() -> new MovingAverage(parameters, 1)).hasMessageContaining("1.0");
        }
    }
}
