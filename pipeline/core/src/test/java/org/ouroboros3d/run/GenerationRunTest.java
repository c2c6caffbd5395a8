package org.ouroboros3d.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationListener;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.graph.GraphCapture;
import org.ouroboros3d.graph.StepGraphs;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.queue.GenerationBatch;
import org.ouroboros3d.queue.QueuedGeneration;
import org.ouroboros3d.sample.CudaDevice;
import org.ouroboros3d.sample.Fence;
import org.ouroboros3d.sample.SlowDevice;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** How a generation with the built-in model advances, where the device that computes it is behind the host. */
class GenerationRunTest {
    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(4);

    private static LoadedModel model;

    private final SlowDevice device = new SlowDevice();
    private final List<Integer> told = new ArrayList<>();
    private long liveBefore;

    @BeforeAll
    static void load() {
        model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
        // The first run makes what the model keeps.
        QueuedGeneration first = request(OPTIONS.withSteps(1), ProgressListener.SILENT);
        run(Optional.empty(), Fence.on(Device.CPU), first);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @BeforeEach
    void countTensors() {
        liveBefore = Tensor.liveCount();
    }

    @AfterEach
    void everyRunLeavesNothingBehind() {
        assertThat(device.openFences()).as("open fences").isZero();
        assertThat(Tensor.liveCount()).as("live tensors").isEqualTo(liveBefore);
    }

    /** Remembers what it was told, and that the device had done as much. */
    private void listen(int done, int total) {
        assertThat(total).isEqualTo(OPTIONS.steps());
        assertThat(device.computed()).isGreaterThanOrEqualTo(done);
        told.add(done);
    }

    private static QueuedGeneration request(ProgressListener listener) {
        return request(OPTIONS, listener);
    }

    private static QueuedGeneration request(GenerationOptions options, ProgressListener listener) {
        return QueuedGeneration.running(GenerationRequest.of(grey(), options)
                .withListener(GenerationListener.of(listener))
                .withListenerExecutor(Runnable::run));
    }

    private static Image grey() {
        byte[] rgb = new byte[3 * 64 * 64];
        Arrays.fill(rgb, (byte) 128);
        return Image.of(64, 64, 3, rgb);
    }

    private List<Generation> run(Optional<StepGraphs> graphs, QueuedGeneration request) {
        return run(graphs, device, request);
    }

    private static List<Generation> run(Optional<StepGraphs> graphs, Supplier<Fence> fences, QueuedGeneration request) {
        return new GenerationRun(model, graphs, fences, new GenerationBatch(List.of(request))).run();
    }

    @Test
    void everyStepIsToldInOrderWhenItIsComputedAndTheLastBeforeTheResult() {
        QueuedGeneration request = request(this::listen);
        assertThat(run(Optional.empty(), request)).hasSize(1);
        assertThat(request.result().isDone())
                .as("what the listener threw would end it")
                .isFalse();
        assertThat(told).containsExactly(0, 1, 2, 3, 4);
        assertThat(device.enqueued()).isEqualTo(4);
        assertThat(device.waits).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aRunThatIsCancelledLeavesOneStepOnTheDevice() {
        QueuedGeneration[] request = new QueuedGeneration[1];
        request[0] = request((done, total) -> {
            listen(done, total);
            if (done == 2) {
                request[0].result().cancel(true);
            }
        });
        assertThatThrownBy(() -> run(Optional.empty(), request[0]))
                .isInstanceOf(CancellationException.class)
                .hasMessage("stopped after step 2");
        assertThat(told).containsExactly(0, 1, 2);
        assertThat(device.enqueued()).isEqualTo(3);
        assertThat(device.computed()).as("the third step is not waited for").isEqualTo(2);
    }

    /** Its steps are not repeated, and the third fails while the second is on the device. */
    private static final class FailingThird implements GraphCapture {
        private int steps;

        @Override
        public void run(Runnable work) {
            steps++;
            if (steps == 3) {
                throw new IllegalArgumentException("broken");
            }
            work.run();
        }

        @Override
        public Graph capture(Runnable work) {
            return new Graph() {
                @Override
                public void replay() {
                    throw new AssertionError("no step comes twice in a run");
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }

    @Test
    void aStepThatThrowsEndsTheRunAfterWhatIsFinished() {
        try (StepGraphs graphs = new StepGraphs(new FailingThird())) {
            assertThatThrownBy(() -> run(Optional.of(graphs), request(this::listen)))
                    .hasMessage("broken");
        }
        assertThat(told).containsExactly(0, 1);
        assertThat(device.enqueued()).isEqualTo(2);
    }

    @Test
    void workThatFailedOnTheDeviceEndsTheRun() {
        IllegalStateException failure = new IllegalStateException("illegal address");
        QueuedGeneration request = request((done, total) -> {
            listen(done, total);
            if (done == 1) {
                device.fail(failure);
            }
        });
        assertThatThrownBy(() -> run(Optional.empty(), request)).isSameAs(failure);
        assertThat(told).containsExactly(0, 1);
    }

    @Test
    @Tag("gpu")
    void everyStepOfACudaDeviceIsToldInOrderAndTheLastBeforeTheResult()
            throws InterruptedException, ExecutionException {
        Device cuda = CudaDevice.orSkip();
        for (boolean graphs : new boolean[] {false, true}) {
            try (Ouroboros3D opened =
                    Ouroboros3D.open(cuda, ModelOptions.defaults().withCudaGraphs(graphs))) {
                // Steps are recorded by the first run and repeated by the second.
                for (int run = 0; run < 2; run++) {
                    List<Integer> steps = new CopyOnWriteArrayList<>();
                    opened.submit(GenerationRequest.of(grey(), OPTIONS)
                                    .withListener(GenerationListener.of((done, total) -> steps.add(done)))
                                    .withListenerExecutor(Runnable::run))
                            .get();
                    assertThat(steps).containsExactly(0, 1, 2, 3, 4);
                }
            }
        }
    }

    @Test
    @Tag("gpu")
    void aRunOnACudaDeviceThatIsCancelledTellsNothingMore() throws InterruptedException, ExecutionException {
        Device cuda = CudaDevice.orSkip();
        try (Ouroboros3D opened = Ouroboros3D.open(cuda)) {
            List<Integer> steps = new CopyOnWriteArrayList<>();
            List<Future<Generation>> cancelled = new CopyOnWriteArrayList<>();
            ProgressListener listener = (done, total) -> {
                steps.add(done);
                if (done == 1) {
                    cancelled.getFirst().cancel(true);
                }
            };
            Future<Generation> before = opened.submit(GenerationRequest.of(grey(), OPTIONS));
            cancelled.add(opened.submit(GenerationRequest.of(grey(), OPTIONS)
                    .withListener(GenerationListener.of(listener))
                    .withListenerExecutor(Runnable::run)));
            before.get();
            assertThatThrownBy(cancelled.getFirst()::get).isInstanceOf(CancellationException.class);
            // Its turn comes when the model's thread has left the run that was cancelled.
            opened.generate(grey(), OPTIONS, ProgressListener.SILENT);
            assertThat(steps).containsExactly(0, 1);
        }
    }
}
