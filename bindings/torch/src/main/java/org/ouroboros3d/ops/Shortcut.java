package org.ouroboros3d.ops;

import java.util.EnumSet;
import java.util.Set;
import org.ouroboros3d.tensor.HostLinear;

/**
 * Ways to compute the same with less work. All are taken, except by a thread that goes without one to measure what it saves:
 *
 * <pre>{@code try (Shortcut.Detour detour = Shortcut.IN_PLACE.avoid()) { … } }</pre>
 */
public enum Shortcut {
    /** Attention is one operator that never stores its weights, and not two products with a softmax between. */
    FUSED_ATTENTION,
    /** What {@link InPlace} computes takes the place of an operand. */
    IN_PLACE,
    /** Large fully connected layers in float32 run on all threads of the host, see {@link HostLinear}. */
    THREADED_PRODUCTS,
    /** Kernels of convolutions, and so what they compute, lie as {@link ChannelsLast} has it; decided as they are loaded. */
    CHANNELS_LAST,
    /** Matrices and kernels are converted to the type that layers compute in when they are loaded, and not at each call. */
    CONVERTED_WEIGHTS;

    private static final ThreadLocal<Set<Shortcut>> AVOIDED =
            ThreadLocal.withInitial(() -> EnumSet.noneOf(Shortcut.class));

    /** A time in which a thread goes without a shortcut, until closed by it. */
    public static final class Detour implements AutoCloseable {
        private final Shortcut shortcut;
        private final boolean first;
        private final Thread owner = Thread.currentThread();

        private Detour(Shortcut shortcut) {
            this.shortcut = shortcut;
            this.first = AVOIDED.get().add(shortcut);
        }

        /** Goes back to what was before. */
        @Override
        public void close() {
            if (!owner.equals(Thread.currentThread())) {
                throw new IllegalStateException("this detour belongs to thread " + owner.getName());
            }
            if (first) {
                AVOIDED.get().remove(shortcut);
            }
        }
    }

    /** {@return the time without it, which begins now} */
    public Detour avoid() {
        return new Detour(this);
    }

    /** {@return whether this thread takes it} */
    public boolean isTaken() {
        return !AVOIDED.get().contains(this);
    }
}
