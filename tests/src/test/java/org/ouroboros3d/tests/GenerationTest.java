package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationEvent;
import org.ouroboros3d.generate.GenerationListener;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.render.SceneRenderer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class GenerationTest {
    /** Pixels of the image that the built-in model's detail head takes. */
    private static final int HEAD_SIZE = 256;

    private static final GenerationOptions TWO_STEPS =
            GenerationOptions.defaults().withSteps(2);

    /** A mean difference of pictures, in levels of 8 bits, that rounding does not explain. */
    private static final double LEVEL = 0.1;

    private static long liveBefore;
    private static Ouroboros3D model;

    @BeforeAll
    static void load() {
        liveBefore = Tensor.liveCount();
        model = Ouroboros3D.open(Device.CPU);
    }

    @AfterAll
    static void closeFreesEverything() {
        model.close();
        model.close();
        assertThat(Tensor.liveCount()).isEqualTo(liveBefore);
    }

    /** A disc with a gradient on transparent ground. */
    private static Image object() {
        int size = 96;
        byte[] rgba = new byte[4 * size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int at = 4 * (y * size + x);
                rgba[at] = (byte) (2 * x);
                rgba[at + 1] = (byte) (2 * y);
                rgba[at + 2] = (byte) 128;
                rgba[at + 3] = (byte) (Math.hypot(x - 47.5, y - 47.5) < 40 ? 255 : 0);
            }
        }
        return Image.of(size, size, 4, rgba);
    }

    private static Generation generate(GenerationOptions options) {
        return model.generate(object(), options, ProgressListener.SILENT);
    }

    @Test
    void eightViewsTheirRendersAndOneModelComeOut() {
        Generation generation = generate(TWO_STEPS);
        int size = model.info().imageSize();
        for (List<Image> pictures : List.of(generation.views(), generation.renders(), generation.ccm())) {
            assertThat(pictures).hasSize(8).allMatch(image -> image.width() == size && image.height() == size);
        }
        assertThat(generation.stepGaussians()).isEmpty();
        assertThat(generation.gaussians().count()).isEqualTo(4096 + covered(1) + covered(2));
        assertThat(model.parameters()).isEqualTo(12_844_233);
        assertThat(generation.stageSeconds()).containsKeys("denoiser", "decoder", "reconstructor", "rasterizer");
        assertThat(generation.hostToDeviceBytes()).isZero();
    }

    /** Blocks of pixels that the detail head makes Gaussians of: single ones in front, 2 × 2 behind. */
    private static int covered(int block) {
        try (TensorScope scope = TensorScope.open()) {
            float[] planes = ImageTensors.onWhiteWithAlpha(object(), HEAD_SIZE).toFloatArray();
            int side = HEAD_SIZE / block;
            int count = 0;
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    float sum = 0;
                    for (int i = 0; i < block * block; i++) {
                        int row = y * block + Math.floorDiv(i, block);
                        sum += planes[(3 * HEAD_SIZE + row) * HEAD_SIZE + x * block + i % block];
                    }
                    count += sum >= 0.1f * block * block ? 1 : 0;
                }
            }
            return count;
        }
    }

    @Test
    void sameSeedSameBytesOtherSeedOtherBytes() {
        Generation first = generate(TWO_STEPS);
        Generation again = generate(TWO_STEPS);
        Generation other = generate(TWO_STEPS.withSeed(1));
        assertThat(again.gaussians().means()).isEqualTo(first.gaussians().means());
        assertThat(again.gaussians().colors()).isEqualTo(first.gaussians().colors());
        assertThat(other.gaussians().colors()).isNotEqualTo(first.gaussians().colors());
    }

    @Test
    void everyKindOfFeedbackChangesTheResult() {
        List<float[]> results = new ArrayList<>();
        for (Feedback feedback : Feedback.values()) {
            results.add(generate(TWO_STEPS.withFeedback(feedback)).gaussians().colors());
        }
        for (int i = 0; i < results.size(); i++) {
            for (int k = 0; k < i; k++) {
                assertThat(results.get(i)).isNotEqualTo(results.get(k));
            }
        }
    }

    @Test
    void feedbackEveryThirdStepReconstructsThereAndAtTheEnd() {
        GenerationOptions kept = TWO_STEPS.withStepGaussians(true);
        Generation generation = generate(kept.withSteps(5).withFeedbackEvery(3));
        assertThat(generation.stepGaussians()).hasSize(2).last().isSameAs(generation.gaussians());
        assertThat(generation.stepGaussians().getFirst().means())
                .isNotEqualTo(generation.gaussians().means());
        assertThat(generate(kept.withFeedback(Feedback.NONE)).stepGaussians()).hasSize(1);
    }

    @Test
    void progressCountsEveryStep() {
        List<Integer> done = new ArrayList<>();
        model.generate(object(), TWO_STEPS, (step, total) -> done.add(step));
        assertThat(done).containsExactly(0, 1, 2);
    }

    @Test
    void repeatedGenerationsLeaveNoTensorBehind() {
        generate(TWO_STEPS.withSteps(1));
        long live = Tensor.liveCount();
        for (int i = 0; i < 3; i++) {
            generate(TWO_STEPS.withSteps(1).withSeed(i));
            assertThat(Tensor.liveCount()).isEqualTo(live);
        }
    }

    @Test
    void failingListenerStopsTheRunAndLeavesNothing() {
        long live = Tensor.liveCount();
        assertThatThrownBy(() -> model.generate(object(), TWO_STEPS, (done, total) -> {
                    if (done == 1) {
                        throw new IllegalStateException("enough");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
        // The next request waits for the model's thread, which has left the run by then.
        generate(TWO_STEPS.withSteps(1));
        assertThat(Tensor.liveCount()).isEqualTo(live);
    }

    @Test
    void interruptedCallerStopsTheRun() {
        long live = Tensor.liveCount();
        List<Integer> done = new ArrayList<>();
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> model.generate(object(), TWO_STEPS.withSteps(50), (step, total) -> {
                    done.add(step);
                    if (step == 1) {
                        caller.interrupt();
                    }
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        // The next request waits for the model's thread, which has stopped long before step 50.
        generate(TWO_STEPS.withSteps(1));
        assertThat(done).hasSizeLessThan(10);
        assertThat(Tensor.liveCount()).isEqualTo(live);
    }

    @Test
    void callersOnPlatformAndVirtualThreadsQueue() throws InterruptedException, ExecutionException {
        GenerationOptions oneStep = TWO_STEPS.withSteps(1);
        float[] expected = generate(oneStep).gaussians().means();
        for (ExecutorService callers :
                List.of(Executors.newFixedThreadPool(3), Executors.newVirtualThreadPerTaskExecutor())) {
            try (callers) {
                List<Future<Generation>> results = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    results.add(callers.submit(() -> generate(oneStep)));
                }
                for (Future<Generation> result : results) {
                    assertThat(result.get().gaussians().means()).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void requestsThatRunTogetherGetTheirOwnResults() throws InterruptedException, ExecutionException {
        GenerationOptions other = TWO_STEPS.withSeed(9).withStepGaussians(true);
        Image plain = Image.of(8, 8, 3, new byte[192]);
        List<Generation> alone = List.of(
                model.generate(object(), other, ProgressListener.SILENT),
                model.generate(plain, other.withSeed(2), ProgressListener.SILENT));
        try (Ouroboros3D batching =
                Ouroboros3D.open(Device.CPU, ModelOptions.defaults().withMaxBatch(2))) {
            CountDownLatch bothWait = new CountDownLatch(1);
            CompletableFuture<Generation> before = batching.submit(GenerationRequest.of(object(), TWO_STEPS)
                    .withListener(event -> {
                        if (event instanceof GenerationEvent.Started) {
                            awaitUninterruptibly(bothWait);
                        }
                    })
                    .withListenerExecutor(Runnable::run));
            List<String> order = new CopyOnWriteArrayList<>();
            List<CompletableFuture<Generation>> together = List.of(
                    batching.submit(noting(object(), other, "first ", order)),
                    batching.submit(noting(plain, other.withSeed(2), "second ", order)));
            bothWait.countDown();
            before.get();
            for (int i = 0; i < together.size(); i++) {
                Generation result = together.get(i).get();
                Generation expected = alone.get(i);
                assertThat(result.stepGaussians()).hasSize(2);
                assertThat(difference(result.views(), expected.views())).isLessThan(LEVEL);
                assertThat(difference(result.renders(), expected.renders())).isLessThan(LEVEL);
                assertThat(difference(result.ccm(), expected.ccm())).isLessThan(LEVEL);
                assertThat(difference(firstStep(result), firstStep(expected))).isLessThan(LEVEL);
                assertThat(result.gaussians().count())
                        .isEqualTo(expected.gaussians().count());
            }
            assertThat(difference(alone.get(0).views(), alone.get(1).views())).isGreaterThan(LEVEL);
            assertThat(order).startsWith("first 0", "second 0", "first 1", "second 1");
        }
    }

    /** The 3D model of the first step from the front. */
    private static List<Image> firstStep(Generation generation) {
        try (SceneRenderer renderer =
                new SceneRenderer(generation.stepGaussians().getFirst(), Device.CPU)) {
            return renderer.render(Cameras.turntable(1), 64, 64);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("the model's thread was interrupted", e);
        }
    }

    /** Notes its steps on the model's thread. */
    private static GenerationRequest noting(Image image, GenerationOptions options, String name, List<String> order) {
        return GenerationRequest.of(image, options)
                .withListener(GenerationListener.of((done, total) -> order.add(name + done)))
                .withListenerExecutor(Runnable::run);
    }

    /** The mean difference of the samples of pictures. */
    private static double difference(List<Image> actual, List<Image> expected) {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < expected.size(); i++) {
            ByteBuffer a = actual.get(i).samples();
            ByteBuffer b = expected.get(i).samples();
            for (int k = 0; k < b.limit(); k++) {
                sum += Math.abs((a.get(k) & 0xff) - (b.get(k) & 0xff));
                count++;
            }
        }
        return sum / count;
    }

    @Test
    void closedByAnInterruptedThreadItIsFreedAndRefusesWork() {
        long live = Tensor.liveCount();
        Ouroboros3D other = Ouroboros3D.open(Device.CPU);
        assertThat(Tensor.liveCount()).isGreaterThan(live);
        Thread.currentThread().interrupt();
        other.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Tensor.liveCount()).isEqualTo(live);
        assertThatIllegalStateException()
                .isThrownBy(() -> other.generate(object(), TWO_STEPS, ProgressListener.SILENT))
                .withMessageContaining("closed");
    }

    @Test
    void aPictureThatIsNotSquareIsRefused() {
        Image wide = Image.of(4, 2, 3, new byte[24]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.generate(wide, TWO_STEPS, ProgressListener.SILENT))
                .withMessageContaining("square");
    }
}
