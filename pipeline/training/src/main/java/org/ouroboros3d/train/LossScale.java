package org.ouroboros3d.train;

import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The factor that losses are multiplied by before the backward pass, so that gradients of half precision neither vanish
 * (below 6e-8) nor overflow (above 65,504): dynamic loss scaling (Micikevicius et al., Mixed Precision Training, ICLR
 * 2018) with the constants of PyTorch's {@code GradScaler}. It starts at 2^16, is halved whenever gradients overflow
 * and doubled after {@value #GROWTH_INTERVAL} steps without.
 */
public final class LossScale implements AutoCloseable {
    static final int GROWTH_INTERVAL = 2000;

    private static final double INITIAL = 1 << 16;

    private final TensorScope owned = TensorScope.detached();
    private final Tensor state;
    private final boolean dynamic;

    private LossScale(double initial, boolean dynamic) {
        this.dynamic = dynamic;
        try (TensorScope scope = TensorScope.open()) {
            this.state = owned.adopt(Tensor.of(new float[] {(float) initial, 0}, 2));
        }
    }

    /** {@return a factor of 1 that stays, for types with the range of single precision} */
    public static LossScale none() {
        return new LossScale(1, false);
    }

    /** {@return the factor for half precision} */
    public static LossScale dynamic() {
        return new LossScale(INITIAL, true);
    }

    /** {@return what losses are multiplied by} */
    public double factor() {
        return state.toFloatArray()[0];
    }

    /** {@return whether the factor follows the gradients} */
    public boolean isDynamic() {
        return dynamic;
    }

    /** {@return the factor and the steps since it changed, on the host; part of a checkpoint} */
    public Tensor state() {
        return state;
    }

    /** Notes a step whose gradients were finite. */
    public void stepped() {
        if (dynamic) {
            float[] now = state.toFloatArray();
            boolean due = now[1] + 1 >= GROWTH_INTERVAL;
            set(due ? now[0] * 2 : now[0], due ? 0 : now[1] + 1);
        }
    }

    /**
     * Notes gradients that overflowed.
     *
     * @return whether the step is worth another try: the factor was above 1 and is half of what it was
     */
    public boolean overflowed() {
        float[] now = state.toFloatArray();
        if (!dynamic || now[0] <= 1) {
            return false;
        }
        set(now[0] / 2, 0);
        return true;
    }

    private void set(float factor, float steps) {
        try (TensorScope scope = TensorScope.open()) {
            Shapes.copyInto(state, Tensor.of(new float[] {factor, steps}, 2));
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
