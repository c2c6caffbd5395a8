package org.ouroboros3d.ops;

import static org.ouroboros3d.testing.TensorAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class ReductionsTest {
    private static Tensor values() {
        return Tensor.of(new float[] {1, 2, 3, 4, 5, 9}, 2, 3);
    }

    @Test
    void overEverything() {
        assertThat(Reductions.sum(values())).hasShape().hasValues(24);
        assertThat(Reductions.mean(values())).hasShape().hasValues(4);
        assertThat(Reductions.max(values())).hasShape().hasValues(9);
        assertThat(Reductions.min(values())).hasShape().hasValues(1);
        assertThat(Reductions.norm(Tensor.of(new float[] {2, 3, -6}, 3)))
                .hasShape()
                .hasValues(7);
    }

    @Test
    void overDimensions() {
        assertThat(Reductions.sum(values(), false, 0)).hasShape(3).hasValues(5, 7, 12);
        assertThat(Reductions.sum(values(), true, -1)).hasShape(2, 1).hasValues(6, 18);
        assertThat(Reductions.sum(values(), true, 0, 1)).hasShape(1, 1).hasValues(24);
        assertThat(Reductions.mean(values(), false, -1)).hasShape(2).hasValues(2, 6);
        assertThat(Reductions.mean(values(), true, 0)).hasShape(1, 3).hasValues(2.5, 3.5, 6);
        assertThat(Reductions.mean(values(), false, 0, 1)).hasShape().hasValues(4);
    }

    @Test
    void gradients() {
        Gradients.check(Gradients.wave(6), new long[] {2, 3}, x -> Reductions.sum(x, false, 0));
        Gradients.check(Gradients.wave(6), new long[] {2, 3}, x -> Reductions.mean(x, true, 1));
        Gradients.check(Gradients.wave(6), new long[] {2, 3}, Reductions::mean);
        Gradients.check(Gradients.wave(6), new long[] {2, 3}, Reductions::norm);
        Gradients.check(Gradients.wave(6), new long[] {2, 3}, Reductions::max);
    }
}
