package org.ouroboros3d.ops;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;

/**
 * Tells which leaves have their whole gradients while a backward pass still goes on, so that something can be done with them
 * meanwhile. LibTorch's stable ABI has no hooks for gradients; what is known here is which operators of the forward pass read
 * a leaf. Its gradient is complete
 *
 * <ul>
 *   <li>after the last of the {@linkplain GradientCheckpoints#segment segments} that read it was differentiated, if it was
 *       read in segments that were recorded and nowhere else;
 *   <li>after {@link GradientCheckpoints#backward}, if it was read while those checkpoints {@linkplain
 *       GradientCheckpoints#record recorded}, even if they keep everything;
 *   <li>at the end, of which the caller knows, if it was read elsewhere.
 * </ul>
 *
 * <p>Watches what one thread does until it is closed there.
 */
public final class GradientProgress implements AutoCloseable {
    private static final ThreadLocal<GradientProgress> CURRENT = new ThreadLocal<>();

    /** In the order in which they are told. */
    private final List<Tensor> leaves;

    private final Set<Tensor> known = identitySet();
    private final Consumer<List<Tensor>> listener;
    /** Who reads a leaf, as long as it was not differentiated. */
    private final IdentityHashMap<Tensor, Set<Object>> readers = new IdentityHashMap<>();

    private final IdentityHashMap<Object, Set<Tensor>> read = new IdentityHashMap<>();
    private final HookHandle hook;
    private Object reader = this;
    private boolean paused;

    private GradientProgress(Collection<Tensor> leaves, Consumer<List<Tensor>> listener) {
        this.leaves = List.copyOf(leaves);
        known.addAll(leaves);
        this.listener = listener;
        this.hook = HookHandle.register(new OperatorHook() {
            @Override
            public void begin(String operator) {}

            @Override
            public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
                note(inputs);
            }
        });
        CURRENT.set(this);
    }

    /**
     * Watches this thread's operators from now on.
     *
     * @param leaves of interest
     * @param listener is told of leaves whose gradients are complete, on this thread and between operators
     */
    public static GradientProgress watch(Collection<Tensor> leaves, Consumer<List<Tensor>> listener) {
        return new GradientProgress(leaves, listener);
    }

    /** What this thread's operators are attributed to until it is closed. */
    static final class Reading implements AutoCloseable {
        private final GradientProgress progress;
        private final Object before;
        private final boolean pausedBefore;

        private Reading(GradientProgress progress, Object reader, boolean paused) {
            this.progress = progress;
            this.before = progress == null ? null : progress.reader;
            this.pausedBefore = progress != null && progress.paused;
            if (progress != null) {
                progress.reader = reader;
                progress.paused = paused;
            }
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.reader = before;
                progress.paused = pausedBefore;
            }
        }
    }

    /** Attributes what this thread reads to a segment or to checkpoints. */
    static Reading by(Object reader) {
        return new Reading(CURRENT.get(), reader, false);
    }

    /** Passes over what this thread reads: it was attributed when it was computed first. */
    static Reading again() {
        return new Reading(CURRENT.get(), null, true);
    }

    /** Notes that everything which a segment, or checkpoints, read was differentiated. */
    static void differentiated(Object reader) {
        GradientProgress progress = CURRENT.get();
        if (progress != null) {
            progress.remove(reader);
        }
    }

    private void note(List<Tensor> inputs) {
        // What is computed in a segment for the first time is not recorded by autograd, and differentiated
        // nevertheless.
        if (paused || !(GradMode.isEnabled() || GradientCheckpoints.isInSegment())) {
            return;
        }
        for (Tensor input : inputs) {
            if (known.contains(input)) {
                readers.computeIfAbsent(input, leaf -> identitySet()).add(reader);
                read.computeIfAbsent(reader, segment -> identitySet()).add(input);
            }
        }
    }

    private static <T> Set<T> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private void remove(Object reader) {
        List<Tensor> complete = new ArrayList<>();
        Set<Tensor> touched = read.remove(reader);
        if (touched == null) {
            return;
        }
        for (Tensor leaf : leaves) {
            if (touched.contains(leaf)) {
                Set<Object> left = readers.get(leaf);
                left.remove(reader);
                if (left.isEmpty()) {
                    complete.add(leaf);
                }
            }
        }
        if (!complete.isEmpty()) {
            listener.accept(complete);
        }
    }

    /** Stops watching. */
    @Override
    public void close() {
        CURRENT.remove();
        hook.close();
    }
}
