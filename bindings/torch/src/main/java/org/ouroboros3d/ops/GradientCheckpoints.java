package org.ouroboros3d.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Gradient checkpointing (Chen et al. 2016): of the {@linkplain #segment segments} of a network that run while this
 * records, only inputs and results are kept; the backward pass computes each segment again. A training step takes about a
 * forward pass longer, and the memory of one segment instead of all.
 *
 * <pre>{@code
 * try (GradientCheckpoints checkpoints = GradientCheckpoints.create()) {
 *     Tensor loss;
 *     try (var recording = checkpoints.record()) {
 *         loss = loss(network.forward(x));
 *     }
 *     Autograd.backward(loss);
 *     checkpoints.backward();
 * }
 * }</pre>
 *
 * <p>A segment's result is a leaf to autograd. An input that autograd recorded must therefore be the result of an earlier
 * segment itself, or not depend on any: what leads from one segment to the next is a segment, too.
 */
public final class GradientCheckpoints implements AutoCloseable {
    private static final ThreadLocal<GradientCheckpoints> RECORDING = new ThreadLocal<>();

    private final boolean enabled;
    private final TensorScope kept = TensorScope.detached();
    private final List<Run> runs = new ArrayList<>();
    private boolean inSegment;

    /** A part of a network: the same inputs give the same result, in the innermost scope. */
    @FunctionalInterface
    public interface Segment {
        /** {@return a new tensor} */
        Tensor forward(List<Tensor> inputs);
    }

    /** Segments that run on this thread are recorded until this is closed. */
    public static final class Recording implements AutoCloseable {
        private final GradientCheckpoints before = RECORDING.get();
        private final GradientProgress.Reading reading;

        private Recording(GradientCheckpoints of) {
            RECORDING.set(of.enabled ? of : null);
            reading = GradientProgress.by(of);
        }

        @Override
        public void close() {
            reading.close();
            if (before == null) {
                RECORDING.remove();
            } else {
                RECORDING.set(before);
            }
        }
    }

    /** @param reader stands for this run where reads of leaves are noted */
    private record Run(Object reader, Segment segment, List<Tensor> inputs, Tensor result, DType computesIn) {}

    private GradientCheckpoints(boolean enabled) {
        this.enabled = enabled;
    }

    /** {@return checkpoints of one step} */
    public static GradientCheckpoints create() {
        return new GradientCheckpoints(true);
    }

    /** {@return none: segments are left to autograd as if they were not there} */
    public static GradientCheckpoints none() {
        return new GradientCheckpoints(false);
    }

    /** {@return the recording, to be closed on this thread} */
    public Recording record() {
        return new Recording(this);
    }

    /**
     * {@return what a part of a network gives for inputs, in the innermost scope}
     *
     * @param inputs all tensors that the part depends on besides parameters
     */
    public static Tensor segment(List<Tensor> inputs, Segment segment) {
        GradientCheckpoints recording = RECORDING.get();
        return recording == null || !GradMode.isEnabled() ? segment.forward(inputs) : recording.run(inputs, segment);
    }

    /** {@return the same for a part with one input} */
    public static Tensor segment(Tensor input, UnaryOperator<Tensor> part) {
        return segment(List.of(input), inputs -> part.apply(inputs.getFirst()));
    }

    /**
     * {@return whether this thread computes a segment for the first time, without autograd} The backward pass computes it
     * again with autograd, so that only operators that autograd records give the same rounding both times.
     */
    static boolean isInSegment() {
        GradientCheckpoints recording = RECORDING.get();
        return recording != null && recording.inSegment;
    }

    private Tensor run(List<Tensor> inputs, Segment segment) {
        Tensor result;
        Object reader = new Object();
        inSegment = true;
        try (GradMode unrecorded = GradMode.disabled();
                GradientProgress.Reading reading = GradientProgress.by(reader)) {
            result = segment.forward(inputs);
        } finally {
            inSegment = false;
        }
        result.requiresGrad(true);
        // The caller's scopes end with its forward pass; the backward pass is later.
        List<Tensor> held = inputs.stream().map(this::keep).toList();
        runs.add(new Run(reader, segment, held, keep(result), Autocast.current()));
        return result;
    }

    private Tensor keep(Tensor tensor) {
        return kept.adopt(tensor.sameElements());
    }

    /**
     * Continues a backward pass that has reached results of segments, from the last to the first, and beyond. Once only.
     *
     * @throws IllegalStateException while segments are being recorded on this thread
     */
    public void backward() {
        if (RECORDING.get() != null) {
            throw new IllegalStateException("close the recording before the backward pass");
        }
        List<Tensor> outer = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        try (TensorScope scope = TensorScope.open();
                GradMode recorded = GradMode.enabled()) {
            for (Run run : runs.reversed()) {
                Optional<Tensor> gradient = Autograd.collected(run.result());
                if (gradient.isPresent()) {
                    differentiate(run, gradient.get(), scope, outer, gradients);
                }
                GradientProgress.differentiated(run.reader());
            }
            // All at once, since they may share what they were computed from.
            if (!outer.isEmpty()) {
                Autograd.backward(outer, gradients);
            }
        } finally {
            close();
        }
        GradientProgress.differentiated(this);
    }

    private static void differentiate(
            Run run, Tensor gradient, TensorScope scope, List<Tensor> outer, List<Tensor> gradients) {
        try (TensorScope local = TensorScope.open()) {
            List<Tensor> inputs = run.inputs().stream()
                    .map(input -> Autograd.isRecorded(input) ? input.detach().requiresGrad(true) : input)
                    .toList();
            Tensor result;
            try (Autocast cast = Autocast.to(run.computesIn());
                    GradientProgress.Reading again = GradientProgress.again()) {
                result = run.segment().forward(inputs);
            }
            if (!Autograd.isRecorded(result)) {
                return; // nothing in it is trained
            }
            Autograd.backward(List.of(result), List.of(gradient));
            for (int i = 0; i < inputs.size(); i++) {
                Tensor input = run.inputs().get(i);
                Optional<Tensor> reached =
                        Autograd.isRecorded(input) ? Autograd.collected(inputs.get(i)) : Optional.empty();
                if (reached.isEmpty()) {
                    continue;
                }
                if (Autograd.isLeaf(input)) {
                    Autograd.backward(List.of(input), List.of(reached.get()));
                } else {
                    outer.add(input);
                    gradients.add(scope.adopt(reached.get()));
                }
            }
        }
    }

    /** Frees what was kept. Closing again does nothing. */
    @Override
    public void close() {
        runs.clear();
        kept.close();
    }
}
