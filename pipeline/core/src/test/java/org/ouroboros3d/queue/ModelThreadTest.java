package org.ouroboros3d.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros3d.generate.Deadline;
import org.ouroboros3d.generate.DeadlineExceededException;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.generate.QueueFullException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.sample.SamplerInput;

@Timeout(60)
class ModelThreadTest {
    private static final int STEPS = 5;
    private static final int MAX_WAITING = 4;
    private static final int MAX_BATCH = 3;
    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(STEPS);

    private final ModelThread thread = ModelThread.start(MAX_WAITING, MAX_BATCH);
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger stepsDone = new AtomicInteger();

    @AfterEach
    void close() {
        released.countDown();
        thread.close(() -> {});
    }

    /** Five steps, of which the second waits until it is released. */
    private List<Generation> steps(GenerationBatch batch) {
        batch.progress(0);
        for (int i = 0; i < STEPS; i++) {
            batch.requireWanted(i);
            if (i == 1) {
                started.countDown();
                awaitRelease();
            }
            stepsDone.incrementAndGet();
            batch.progress(i + 1);
        }
        return nothing(batch);
    }

    private static List<Generation> nothing(GenerationBatch batch) {
        return Collections.nCopies(batch.requests().size(), null);
    }

    private static GenerationRequest.Task task(GenerationOptions options) {
        return new GenerationRequest.Task(null, options, ProgressListener.SILENT);
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new AssertionError("the model's thread was interrupted", e);
        }
    }

    private GenerationRequest submitSteps(Deadline deadline) throws InterruptedException {
        GenerationRequest request = thread.submit(task(OPTIONS), deadline, this::steps);
        started.await();
        return request;
    }

    private GenerationRequest submitNext(AtomicBoolean ran, Deadline deadline) {
        return thread.submit(task(OPTIONS), deadline, batch -> {
            ran.set(true);
            return nothing(batch);
        });
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofMillis(500));
    }

    @Test
    void aDeadlineEndsARunBeforeItsNextStep() throws InterruptedException {
        Deadline deadline = soon();
        GenerationRequest request = submitSteps(deadline);
        while (!deadline.hasPassed()) {
            Thread.sleep(5);
        }
        assertThat(request.isDone()).isFalse();
        released.countDown();
        assertThatThrownBy(request::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(DeadlineExceededException.class, late -> {
                    assertThat(late.stepsDone()).isEqualTo(2);
                    assertThat(late.steps()).isEqualTo(STEPS);
                })
                .hasMessageContaining("after 2 of 5 steps");
        assertThat(stepsDone).hasValue(2);
    }

    @Test
    void whoWaitsPastTheDeadlineIsToldAtOnceAndNeverRuns() throws InterruptedException, ExecutionException {
        GenerationRequest running = submitSteps(Deadline.NONE);
        AtomicBoolean ran = new AtomicBoolean();
        GenerationRequest late = submitNext(ran, soon());
        assertThatThrownBy(late::get)
                .cause()
                .isInstanceOfSatisfying(
                        DeadlineExceededException.class,
                        e -> assertThat(e.stepsDone()).isZero())
                .hasMessageContaining("before the first of 5 steps");
        assertThat(running.isDone()).isFalse();
        released.countDown();
        running.get();
        thread.call(() -> "after all others");
        assertThat(ran).isFalse();
    }

    @Test
    void aTimeoutOfTheCallerIsNoDeadline() throws Exception {
        GenerationRequest running = submitSteps(Deadline.after(Duration.ofHours(1)));
        assertThatThrownBy(() -> running.get(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        released.countDown();
        running.get(1, TimeUnit.MINUTES);
        assertThat(stepsDone).hasValue(STEPS);
    }

    @Test
    void moreThanMayWaitAreRefusedUntilOneLeaves() throws InterruptedException, ExecutionException {
        GenerationRequest running = submitSteps(Deadline.NONE);
        AtomicBoolean ran = new AtomicBoolean();
        GenerationRequest first = submitNext(ran, Deadline.NONE);
        Deadline deadline = soon();
        GenerationRequest late = submitNext(new AtomicBoolean(), deadline);
        List<GenerationRequest> others = new ArrayList<>();
        for (int i = 2; i < MAX_WAITING; i++) {
            others.add(submitNext(new AtomicBoolean(), Deadline.NONE));
        }
        assertThatThrownBy(() -> submitNext(new AtomicBoolean(), Deadline.NONE))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining(MAX_WAITING + " generations wait")
                .hasMessageContaining("withMaxWaiting");
        while (!deadline.hasPassed()) {
            Thread.sleep(5);
        }
        others.add(submitNext(new AtomicBoolean(), Deadline.NONE));
        assertThat(late.isDone()).as("expired, as its place was wanted").isTrue();
        assertThat(first.cancel(true)).isTrue();
        others.add(submitNext(new AtomicBoolean(), Deadline.NONE));
        released.countDown();
        running.get();
        for (GenerationRequest other : others) {
            other.get();
        }
        assertThat(ran).as("the cancelled one").isFalse();
    }

    /** Notes the seeds of each batch. */
    private GenerationRequest submitNoted(GenerationOptions options, List<List<Long>> batches) {
        return thread.submit(task(options), Deadline.NONE, batch -> {
            batches.add(
                    batch.subjects().stream().map(SamplerInput.Subject::seed).toList());
            return nothing(batch);
        });
    }

    @Test
    void whatDiffersInTheSeedAloneRunsTogether() throws InterruptedException, ExecutionException {
        GenerationRequest running = submitSteps(Deadline.NONE);
        List<List<Long>> batches = new CopyOnWriteArrayList<>();
        List<GenerationRequest> requests = List.of(
                submitNoted(OPTIONS.withSeed(1), batches),
                submitNoted(OPTIONS.withSeed(2).withSteps(3), batches),
                // Equal cameras, though another object.
                submitNoted(OPTIONS.withSeed(3).withCameras(Cameras.eightViews()), batches),
                submitNoted(OPTIONS.withSeed(4), batches));
        assertThat(requests.get(3).cancel(false)).isTrue();
        released.countDown();
        running.get();
        for (GenerationRequest request : requests.subList(0, 3)) {
            request.get();
        }
        assertThat(batches).containsExactly(List.of(1L, 3L), List.of(2L));
    }

    @Test
    void noMoreThanTheLargestBatchRunTogether() throws InterruptedException, ExecutionException {
        GenerationRequest running = submitSteps(Deadline.NONE);
        List<List<Long>> batches = new CopyOnWriteArrayList<>();
        List<GenerationRequest> requests = new ArrayList<>();
        for (int seed = 0; seed < MAX_WAITING; seed++) {
            requests.add(submitNoted(OPTIONS.withSeed(seed), batches));
        }
        released.countDown();
        running.get();
        for (GenerationRequest request : requests) {
            request.get();
        }
        assertThat(batches).containsExactly(List.of(0L, 1L, 2L), List.of(3L));
    }

    /** A batch of three, held in its second step, behind one that has ended. */
    private List<GenerationRequest> startThree(ProgressListener ofTheSecond, Deadline ofTheThird)
            throws InterruptedException, ExecutionException {
        CountDownLatch submitted = new CountDownLatch(1);
        GenerationRequest before = thread.submit(task(OPTIONS.withSteps(1)), Deadline.NONE, batch -> {
            try {
                submitted.await();
            } catch (InterruptedException e) {
                throw new AssertionError("the model's thread was interrupted", e);
            }
            return nothing(batch);
        });
        List<GenerationRequest> requests = List.of(
                thread.submit(task(OPTIONS), Deadline.NONE, this::steps),
                thread.submit(new GenerationRequest.Task(null, OPTIONS, ofTheSecond), Deadline.NONE, this::steps),
                thread.submit(task(OPTIONS), ofTheThird, this::steps));
        submitted.countDown();
        before.get();
        started.await();
        return requests;
    }

    @Test
    void whoLeavesABatchDoesNotStopTheOthers() throws InterruptedException, ExecutionException {
        List<GenerationRequest> requests = startThree(ProgressListener.SILENT, Deadline.NONE);
        assertThat(requests.getFirst().cancel(true)).isTrue();
        released.countDown();
        requests.get(1).get();
        requests.get(2).get();
        assertThat(stepsDone).hasValue(STEPS);
    }

    @Test
    void aDeadlineAndAListenerEndTheirOwnRequestOnly() throws InterruptedException, ExecutionException {
        Deadline deadline = Deadline.after(Duration.ofMillis(300));
        IllegalArgumentException thrown = new IllegalArgumentException("of a listener");
        List<GenerationRequest> requests = startThree(
                (done, total) -> {
                    if (done == 2) {
                        throw thrown;
                    }
                },
                deadline);
        while (!deadline.hasPassed()) {
            Thread.sleep(5);
        }
        released.countDown();
        requests.getFirst().get();
        assertThatThrownBy(requests.get(1)::get).cause().isSameAs(thrown);
        assertThatThrownBy(requests.get(2)::get).cause().isInstanceOf(DeadlineExceededException.class);
        assertThat(stepsDone).hasValue(STEPS);
    }

    @Test
    void aBatchThatNobodyWantsStops() throws InterruptedException, ExecutionException {
        List<GenerationRequest> requests = startThree(ProgressListener.SILENT, Deadline.NONE);
        requests.forEach(request -> request.cancel(true));
        released.countDown();
        thread.call(() -> "after the run");
        assertThat(stepsDone).hasValue(2);
    }

    @Test
    void aFailureIsToldToAll() throws InterruptedException {
        IllegalStateException thrown = new IllegalStateException("of the loop");
        GenerationRequest running = submitSteps(Deadline.NONE);
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            requests.add(thread.submit(task(OPTIONS), Deadline.NONE, batch -> {
                throw thrown;
            }));
        }
        released.countDown();
        assertThat(running).succeedsWithin(Duration.ofSeconds(30));
        for (GenerationRequest request : requests) {
            assertThatThrownBy(request::get).cause().isSameAs(thrown);
        }
    }

    @Test
    void cancellingStopsBeforeTheNextStep() throws InterruptedException {
        GenerationRequest running = submitSteps(Deadline.NONE);
        assertThat(running.cancel(true)).isTrue();
        assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
        released.countDown();
        thread.call(() -> "after the run");
        assertThat(stepsDone).hasValue(2);
    }

    @Test
    void closingRunsWhatWasAskedForAndRefusesMore() throws InterruptedException, ExecutionException {
        GenerationRequest running = submitSteps(Deadline.NONE);
        AtomicBoolean ran = new AtomicBoolean();
        GenerationRequest next = submitNext(ran, Deadline.NONE);
        AtomicBoolean freed = new AtomicBoolean();
        released.countDown();
        thread.close(() -> freed.set(ran.get()));
        assertThat(running).isDone();
        next.get();
        assertThat(freed).as("freed after the last run").isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> submitNext(ran, Deadline.NONE))
                .withMessageContaining("closed");
    }

    @Test
    void deadlinesLieInTheFuture() {
        assertThat(Deadline.NONE.hasPassed()).isFalse();
        assertThat(Deadline.after(Duration.ZERO).hasPassed()).isTrue();
        assertThat(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE))).isSameAs(Deadline.NONE);
        assertThatThrownBy(() -> Deadline.after(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
