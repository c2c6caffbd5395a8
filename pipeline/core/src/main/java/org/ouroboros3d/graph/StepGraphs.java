package org.ouroboros3d.graph;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.model.ViewRenderer;
import org.ouroboros3d.raster.LostRenderingException;
import org.ouroboros3d.sample.StepExecutor;
import org.ouroboros3d.sample.StepResult;
import org.ouroboros3d.sample.StepState;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The steps of a model's loop as CUDA graphs: each is computed once as usual and captured, and from then on replayed by
 * one launch instead of by thousands.
 *
 * <p>Noise levels, the number of objects and the cameras are part of a graph, so that every step of a schedule has a
 * graph of its own, and runs with other options have others; those of the {@value #MAX_LOOPS} loops used last are kept. A
 * step computes from static buffers, which a run's own are copied into, and leaves its results in such,
 * which hold them until a later step that gives tensors of the same shapes.
 *
 * <p>Where capture fails, or the device ran out of memory, steps are computed as usual from then on; the reason is
 * logged once. For one model's networks, on the thread that made this object.
 */
public final class StepGraphs implements StepExecutor, AutoCloseable {
    /** The stage that a replayed step is, with all that it consists of. */
    public static final String STAGE = "recorded step";

    private static final int MAX_LOOPS = 4;
    private static final System.Logger LOG = System.getLogger(StepGraphs.class.getName());

    private final GraphCapture capture;
    private final Map<LoopKey, Loop> loops = new LinkedHashMap<>(2 * MAX_LOOPS, 0.75f, true);
    private boolean givenUp;

    public StepGraphs(GraphCapture capture) {
        this.capture = capture;
    }

    /**
     * {@return an object that knows no step yet}
     *
     * @throws IllegalArgumentException if the device is the host
     * @throws org.ouroboros3d.error.NativeLibraryException if libouroboros3d was built without CUDA, or LibTorch's
     *     allocator has been given settings
     */
    public static StepGraphs on(Device device) {
        requireCuda(device);
        return new StepGraphs(CudaGraphCapture.on(device));
    }

    /** Throws if a device is the host. */
    public static void requireCuda(Device device) {
        if (device.isHost()) {
            throw new IllegalArgumentException("CUDA graphs need a CUDA device; this model computes on " + device);
        }
    }

    /** The tensors of a loop, and the graphs of its steps. */
    private static final class Loop implements AutoCloseable {
        final GraphBuffers inputs = new GraphBuffers();
        final GraphBuffers outputs = new GraphBuffers();
        final Map<StepKey, CapturedStep> steps = new HashMap<>();

        @Override
        public void close() {
            steps.values().forEach(CapturedStep::close);
            inputs.close();
            outputs.close();
        }
    }

    /** A step that can be replayed, and where it leaves its results. */
    private record CapturedStep(GraphCapture.Graph graph, ViewRenderer.Recorded renderings, StepResult outputs)
            implements AutoCloseable {
        void replay() {
            renderings.repeat();
            graph.replay();
        }

        @Override
        public void close() {
            graph.close();
            renderings.close();
        }
    }

    @Override
    public Steps begin(Supplier<LoopKey> loop, ViewRenderer renderer) {
        LoopKey key = loop.get();
        return (step, work, state, times) -> run(key, step, renderer, work, state, times);
    }

    @Override
    public boolean overwritesResults() {
        return true;
    }

    /**
     * Computes a step: by its graph if there is one, and else as usual, after which there is one.
     *
     * @param renderer of the model
     * @return results in the innermost scope, which a later step overwrites: its own input was copied before, and what
     *     outlives the run is to be copied too
     */
    public StepResult run(
            LoopKey loopKey, StepKey key, ViewRenderer renderer, Work work, StepState state, StageTimes times) {
        if (givenUp) {
            return work.compute(state, times);
        }
        Loop loop = loop(loopKey);
        CapturedStep captured = loop.steps.get(key);
        List<Tensor> held = loop.inputs.holding(state.tensors());
        return captured == null
                ? first(loop, key, renderer, work, state.map(inOrder(held)), times)
                : replay(captured, work, state, times);
    }

    private Loop loop(LoopKey key) {
        Loop known = loops.get(key);
        if (known != null) {
            return known;
        }
        if (loops.size() == MAX_LOOPS) {
            Iterator<Loop> longestUnused = loops.values().iterator();
            longestUnused.next().close();
            longestUnused.remove();
        }
        Loop loop = new Loop();
        loops.put(key, loop);
        return loop;
    }

    private StepResult first(
            Loop loop, StepKey key, ViewRenderer renderer, Work work, StepState inputs, StageTimes times) {
        StepResult outputs;
        try (TensorScope scope = TensorScope.open()) {
            StepResult[] computed = new StepResult[1];
            capture.run(() -> computed[0] = work.compute(inputs, times));
            outputs = computed[0].map(inOrder(loop.outputs.holding(computed[0].tensors())));
        }
        // References of the caller's own, which stay if capture fails and the loop is closed.
        StepResult result = outputs.map(Tensor::sameElements);
        capture(renderer, work, inputs, outputs).ifPresent(step -> loop.steps.put(key, step));
        return result;
    }

    private Optional<CapturedStep> capture(ViewRenderer renderer, Work work, StepState inputs, StepResult outputs) {
        GraphCapture.Graph[] graph = new GraphCapture.Graph[1];
        try {
            ViewRenderer.Recorded renderings =
                    renderer.record(() -> graph[0] = capture.capture(() -> compute(work, inputs, outputs)));
            return Optional.of(new CapturedStep(graph[0], renderings, outputs));
        } catch (RuntimeException e) {
            // Whatever it was: the same work has just been done without being captured.
            giveUp(e);
            return Optional.empty();
        }
    }

    private static void compute(Work work, StepState inputs, StepResult outputs) {
        try (TensorScope scope = TensorScope.open()) {
            // No stage times: a listener may synchronize with the device, which a capture cannot.
            GraphBuffers.copy(work.compute(inputs, new StageTimes()).tensors(), outputs.tensors());
        }
    }

    private StepResult replay(CapturedStep captured, Work work, StepState state, StageTimes times) {
        try {
            times.time(STAGE, () -> {
                captured.replay();
                return captured;
            });
        } catch (LostRenderingException e) {
            throw e;
        } catch (RuntimeException e) {
            giveUp(e);
            return work.compute(state, times);
        }
        return captured.outputs().map(Tensor::sameElements);
    }

    /** Asks for one replacement after the other. */
    private static UnaryOperator<Tensor> inOrder(List<Tensor> replacements) {
        Iterator<Tensor> next = replacements.iterator();
        return replaced -> next.next();
    }

    private void giveUp(RuntimeException reason) {
        givenUp = true;
        forget();
        LOG.log(
                Level.WARNING,
                "CUDA graphs are not used any more, steps are computed as usual: {0}",
                reason.toString());
        LOG.log(Level.DEBUG, "why CUDA graphs are not used any more", reason);
    }

    /** Frees all graphs, so that steps are captured anew: with more room for their renderings, for example. */
    @Override
    public void forget() {
        loops.values().forEach(Loop::close);
        loops.clear();
    }

    /** {@return how many steps are captured} */
    public int recordedSteps() {
        return loops.values().stream().mapToInt(loop -> loop.steps.size()).sum();
    }

    /** {@return whether capture failed, so that steps are computed as usual} */
    public boolean isGivenUp() {
        return givenUp;
    }

    /** Frees graphs and buffers. Closing again does nothing. */
    @Override
    public void close() {
        givenUp = true;
        forget();
        capture.close();
    }
}
