package org.ouroboros3d.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationMetrics;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.queue.BatchRunner;
import org.ouroboros3d.queue.GenerationBatch;
import org.ouroboros3d.queue.ModelThread;
import org.ouroboros3d.run.ModelRunner;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.tensor.Device;

/** A denoiser that takes 1 GB for each object and branch. */
@Timeout(60)
class BatchLimitTest {
    private static final long GIGABYTE = 1_000_000_000;
    private static final int MAX_BATCH = 4;
    private static final GenerationOptions GUIDED = GenerationOptions.defaults();
    private static final GenerationOptions UNGUIDED = GUIDED.withGuidance(new LinearGuidance(1, 1));

    private final ModelThread thread = ModelThread.start(16, MAX_BATCH, GenerationMetrics.NONE, Optional.empty());
    private volatile OptionalLong free = OptionalLong.empty();

    @AfterEach
    void close() {
        thread.shutdown(() -> {});
        thread.awaitEnd(Optional.empty());
    }

    private BatchLimit limitOn(Device device) {
        RunMemory memory = new RunMemory() {
            @Override
            public long activations(ModelComponent component, RunSize run, int frames) {
                return GIGABYTE * run.objects() * run.branches();
            }

            @Override
            public long kept(RunSize run) {
                return 0;
            }
        };
        Map<ModelComponent, Long> weights = Map.of(ModelComponent.DENOISER, 6 * GIGABYTE);
        MemoryPlan plan = new MemoryPlan(device, ModelOptions.defaults(), weights, memory);
        return new BatchLimit(device, asked -> free, plan, 14);
    }

    private void leave(double gigabytes) {
        free = OptionalLong.of(Math.round(gigabytes * GIGABYTE) + MemoryPlan.SPARE + MemoryPlan.FRAGMENTS);
    }

    @ParameterizedTest
    @CsvSource({"100, 4", "4, 4", "3.9, 3", "2, 2", "1, 1", "0.5, 1"})
    void asManyAsFitAndOneAtLeast(double gigabytes, int objects) {
        leave(gigabytes);
        assertThat(limitOn(Device.CPU).objects(UNGUIDED, MAX_BATCH)).isEqualTo(objects);
        assertThat(limitOn(Device.CPU).objects(UNGUIDED, 2)).isEqualTo(Math.min(objects, 2));
    }

    @Test
    void bothBranchesCount() {
        leave(4);
        assertThat(limitOn(Device.CPU).objects(GUIDED, MAX_BATCH)).isEqualTo(2);
    }

    @Test
    void nothingIsLimitedWhereNobodyKnows() {
        assertThat(limitOn(Device.CPU).objects(GUIDED, MAX_BATCH)).isEqualTo(MAX_BATCH);
    }

    /** What LibTorch keeps of a device's memory counts as taken, though the next batch gets it. */
    @Test
    void whatHasRunOnADeviceFitsAgain() {
        Device device = Device.cuda(0);
        BatchLimit limit = limitOn(device);
        leave(4);
        assertThat(limit.objects(GUIDED, MAX_BATCH)).isEqualTo(2);
        limit.served(GUIDED, 2);
        leave(0);
        assertThat(limit.objects(GUIDED, MAX_BATCH)).isEqualTo(2);
        assertThat(limit.objects(UNGUIDED, MAX_BATCH))
                .as("as much with one branch")
                .isEqualTo(4);
        leave(6);
        assertThat(limit.objects(GUIDED, MAX_BATCH)).isEqualTo(3);
    }

    @Test
    void theHostsMemoryGoesBack() {
        BatchLimit limit = limitOn(Device.CPU);
        limit.served(GUIDED, 4);
        leave(2);
        assertThat(limit.objects(GUIDED, MAX_BATCH)).isEqualTo(1);
    }

    @Test
    void anOpenedModelIsLimitedByWhatIsFreeThen() {
        leave(100);
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults(), asked -> free)) {
            BatchRunner runner = new ModelRunner(model, Optional.empty());
            assertThat(runner.limit(GUIDED, MAX_BATCH)).isEqualTo(MAX_BATCH);
            free = OptionalLong.of(0);
            assertThat(runner.limit(GUIDED, MAX_BATCH)).isEqualTo(1);
        }
    }

    /** Notes the seeds of each batch, and what is free after it. */
    private final class Noted implements BatchRunner {
        final List<List<Long>> batches = new CopyOnWriteArrayList<>();
        private final BatchLimit limit = limitOn(Device.CPU);

        @Override
        public List<Generation> run(GenerationBatch batch) {
            batches.add(
                    batch.subjects().stream().map(SamplerInput.Subject::seed).toList());
            if (batches.size() == 2) {
                leave(3);
            }
            return Collections.nCopies(batch.requests().size(), null);
        }

        @Override
        public int limit(GenerationOptions options, int most) {
            return limit.objects(options, most);
        }
    }

    private static GenerationRequest request(GenerationOptions options) {
        return GenerationRequest.of(Image.of(8, 8, 3, new byte[192]), options);
    }

    /** {@return a request that holds the thread until all others wait, and those} */
    private List<Future<Generation>> submitTogether(BatchRunner runner, List<GenerationOptions> options) {
        CountDownLatch submitted = new CountDownLatch(1);
        List<Future<Generation>> requests = new ArrayList<>();
        requests.add(thread.submit(request(GUIDED.withSteps(1)), batch -> {
                    try {
                        submitted.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError("the model's thread was interrupted", e);
                    }
                    return Collections.nCopies(1, null);
                })
                .result());
        options.forEach(
                each -> requests.add(thread.submit(request(each), runner).result()));
        submitted.countDown();
        return requests;
    }

    @Test
    void whoDoesNotFitIsServedNextInTheOrderOfTheQueue() throws InterruptedException, ExecutionException {
        leave(2);
        Noted runner = new Noted();
        List<GenerationOptions> options = new ArrayList<>();
        for (long seed = 0; seed < 8; seed++) {
            // The fourth guides, and so runs with nobody.
            options.add((seed == 3 ? GUIDED : UNGUIDED).withSeed(seed));
        }
        for (Future<Generation> request : submitTogether(runner, options)) {
            request.get();
        }
        assertThat(runner.batches).containsExactly(List.of(0L, 1L), List.of(2L, 4L), List.of(3L), List.of(5L, 6L, 7L));
    }

    /** The last has nobody behind it: there is nothing to limit, so that it runs, and fails there. */
    @Test
    void aLimitThatFailsFailsTheRequestAndIsNotAskedWhereNobodyWaits() {
        IllegalStateException thrown = new IllegalStateException("of the limit");
        IllegalStateException ofTheRun = new IllegalStateException("of the run");
        BatchRunner failing = new BatchRunner() {
            @Override
            public List<Generation> run(GenerationBatch batch) {
                throw ofTheRun;
            }

            @Override
            public int limit(GenerationOptions options, int most) {
                throw thrown;
            }
        };
        List<Future<Generation>> requests = submitTogether(failing, List.of(GUIDED, GUIDED));
        assertThatThrownBy(requests.get(1)::get).cause().isSameAs(thrown);
        assertThatThrownBy(requests.get(2)::get).cause().isSameAs(ofTheRun);
    }
}
