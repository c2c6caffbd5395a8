package org.ouroboros3d.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros3d.generate.Deadline;
import org.ouroboros3d.generate.DeadlineExceededException;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationEvent;
import org.ouroboros3d.generate.GenerationListener;
import org.ouroboros3d.generate.GenerationMetrics;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.generate.QueueFullException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.sample.SamplerInput;

@Timeout(60)
class ModelThreadTest {
    private static final int STEPS = 5;
    private static final int MAX_WAITING = 4;
    private static final int MAX_BATCH = 3;
    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(STEPS);

    /** Counts, and throws, which nobody but the log must notice. */
    private static final class Counting implements GenerationMetrics {
        final Map<String, Integer> counts = new ConcurrentHashMap<>();

        private void count(String what) {
            counts.merge(what, 1, Integer::sum);
        }

        @Override
        public void submitted(int waiting) {
            count("submitted");
        }

        @Override
        public void rejected() {
            count("rejected");
        }

        @Override
        public void started(Duration waited) {
            count("started");
            throw new IllegalStateException("of the metrics");
        }

        @Override
        public void finished(Outcome outcome, Duration total) {
            count(outcome.name());
        }
    }

    private final Counting metrics = new Counting();
    private final ModelThread thread = ModelThread.start(MAX_WAITING, MAX_BATCH, metrics, Optional.of(Duration.ZERO));
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger stepsDone = new AtomicInteger();

    @AfterEach
    void close() {
        released.countDown();
        thread.shutdown(() -> {});
        thread.awaitEnd(Optional.empty());
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

    private static List<Generation> runsUntilItIsUnwanted(GenerationBatch batch) {
        while (true) {
            batch.requireWanted(0);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static List<Generation> nothing(GenerationBatch batch) {
        return Collections.nCopies(batch.requests().size(), null);
    }

    private static GenerationRequest request(GenerationOptions options) {
        return GenerationRequest.of(Image.of(8, 8, 3, new byte[192]), options);
    }

    private CompletableFuture<Generation> submit(GenerationRequest request, BatchRunner runner) {
        return thread.submit(request, runner).result();
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new AssertionError("the model's thread was interrupted", e);
        }
    }

    private CompletableFuture<Generation> submitSteps(Deadline deadline) throws InterruptedException {
        CompletableFuture<Generation> request = submit(request(OPTIONS).withDeadline(deadline), this::steps);
        started.await();
        return request;
    }

    private CompletableFuture<Generation> submitNext(AtomicBoolean ran, Deadline deadline) {
        return submit(request(OPTIONS).withDeadline(deadline), batch -> {
            ran.set(true);
            return nothing(batch);
        });
    }

    /** After a time in which a busy machine, too, has started what has the deadline. */
    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(2));
    }

    @Test
    void aDeadlineEndsARunBeforeItsNextStep() throws InterruptedException {
        Deadline deadline = soon();
        CompletableFuture<Generation> request = submitSteps(deadline);
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
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        AtomicBoolean ran = new AtomicBoolean();
        CompletableFuture<Generation> late = submitNext(ran, Deadline.after(Duration.ofMillis(100)));
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
        CompletableFuture<Generation> running = submitSteps(Deadline.after(Duration.ofHours(1)));
        assertThatThrownBy(() -> running.get(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        released.countDown();
        running.get(1, TimeUnit.MINUTES);
        assertThat(stepsDone).hasValue(STEPS);
    }

    @Test
    void moreThanMayWaitAreRefusedUntilOneLeaves() throws InterruptedException, ExecutionException {
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        AtomicBoolean ran = new AtomicBoolean();
        CompletableFuture<Generation> first = submitNext(ran, Deadline.NONE);
        Deadline deadline = soon();
        CompletableFuture<Generation> late = submitNext(new AtomicBoolean(), deadline);
        List<CompletableFuture<Generation>> others = new ArrayList<>();
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
        // Expired, as its place was wanted; a timer that was as fast tells it a moment after the place is free.
        assertThatThrownBy(late::get).cause().isInstanceOf(DeadlineExceededException.class);
        assertThat(first.cancel(true)).isTrue();
        others.add(submitNext(new AtomicBoolean(), Deadline.NONE));
        released.countDown();
        running.get();
        for (CompletableFuture<Generation> other : others) {
            other.get();
        }
        assertThat(ran).as("the cancelled one").isFalse();
    }

    /** Notes the seeds of each batch. */
    private CompletableFuture<Generation> submitNoted(GenerationOptions options, List<List<Long>> batches) {
        return submit(request(options), batch -> {
            batches.add(
                    batch.subjects().stream().map(SamplerInput.Subject::seed).toList());
            return nothing(batch);
        });
    }

    @Test
    void whatDiffersInTheSeedAloneRunsTogether() throws InterruptedException, ExecutionException {
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        List<List<Long>> batches = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Generation>> requests = List.of(
                submitNoted(OPTIONS.withSeed(1), batches),
                submitNoted(OPTIONS.withSeed(2).withSteps(3), batches),
                // Equal cameras, though another object.
                submitNoted(OPTIONS.withSeed(3).withCameras(Cameras.eightViews()), batches),
                submitNoted(OPTIONS.withSeed(4), batches));
        assertThat(requests.get(3).cancel(false)).isTrue();
        released.countDown();
        running.get();
        for (CompletableFuture<Generation> request : requests.subList(0, 3)) {
            request.get();
        }
        assertThat(batches).containsExactly(List.of(1L, 3L), List.of(2L));
    }

    @Test
    void noMoreThanTheLargestBatchRunTogether() throws InterruptedException, ExecutionException {
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        List<List<Long>> batches = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Generation>> requests = new ArrayList<>();
        for (int seed = 0; seed < MAX_WAITING; seed++) {
            requests.add(submitNoted(OPTIONS.withSeed(seed), batches));
        }
        released.countDown();
        running.get();
        for (CompletableFuture<Generation> request : requests) {
            request.get();
        }
        assertThat(batches).containsExactly(List.of(0L, 1L, 2L), List.of(3L));
    }

    /** A batch of three, held in its second step, behind one that has ended. */
    private List<CompletableFuture<Generation>> startThree(ProgressListener ofTheSecond, Deadline ofTheThird)
            throws InterruptedException, ExecutionException {
        CountDownLatch submitted = new CountDownLatch(1);
        CompletableFuture<Generation> before = submit(request(OPTIONS.withSteps(1)), batch -> {
            try {
                submitted.await();
            } catch (InterruptedException e) {
                throw new AssertionError("the model's thread was interrupted", e);
            }
            return nothing(batch);
        });
        List<CompletableFuture<Generation>> requests = List.of(
                submit(request(OPTIONS), this::steps),
                submit(
                        request(OPTIONS)
                                .withListener(GenerationListener.of(ofTheSecond))
                                .withListenerExecutor(Runnable::run),
                        this::steps),
                submit(request(OPTIONS).withDeadline(ofTheThird), this::steps));
        submitted.countDown();
        before.get();
        started.await();
        return requests;
    }

    @Test
    void whoLeavesABatchDoesNotStopTheOthers() throws InterruptedException, ExecutionException {
        List<CompletableFuture<Generation>> requests = startThree(ProgressListener.SILENT, Deadline.NONE);
        assertThat(requests.getFirst().cancel(true)).isTrue();
        released.countDown();
        requests.get(1).get();
        requests.get(2).get();
        assertThat(stepsDone).hasValue(STEPS);
    }

    @Test
    void aDeadlineAndAListenerEndTheirOwnRequestOnly() throws InterruptedException, ExecutionException {
        Deadline deadline = soon();
        IllegalArgumentException thrown = new IllegalArgumentException("of a listener");
        List<CompletableFuture<Generation>> requests = startThree(
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
        List<CompletableFuture<Generation>> requests = startThree(ProgressListener.SILENT, Deadline.NONE);
        requests.forEach(request -> request.cancel(true));
        released.countDown();
        thread.call(() -> "after the run");
        assertThat(stepsDone).hasValue(2);
    }

    @Test
    void aFailureIsToldToAll() throws InterruptedException {
        IllegalStateException thrown = new IllegalStateException("of the loop");
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        List<CompletableFuture<Generation>> requests = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            requests.add(submit(request(OPTIONS), batch -> {
                throw thrown;
            }));
        }
        released.countDown();
        assertThat(running).succeedsWithin(Duration.ofSeconds(30));
        for (CompletableFuture<Generation> request : requests) {
            assertThatThrownBy(request::get).cause().isSameAs(thrown);
        }
    }

    @Test
    void cancellingStopsBeforeTheNextStep() throws InterruptedException {
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        assertThat(running.cancel(true)).isTrue();
        assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
        released.countDown();
        thread.call(() -> "after the run");
        assertThat(stepsDone).hasValue(2);
    }

    @Test
    void closingRunsWhatWasAskedForAndRefusesMore() throws InterruptedException, ExecutionException {
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        AtomicBoolean ran = new AtomicBoolean();
        CompletableFuture<Generation> next = submitNext(ran, Deadline.NONE);
        AtomicBoolean freed = new AtomicBoolean();
        released.countDown();
        thread.shutdown(() -> freed.set(ran.get()));
        assertThat(thread.awaitEnd(Optional.empty())).isTrue();
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

    /** As languages without checked exceptions throw them. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void aRunThatThrowsACheckedExceptionFailsItsRequestsAndTheThreadGoesOn() throws Exception {
        IOException thrown = new IOException("checked");
        CompletableFuture<Generation> failed = submit(request(OPTIONS), batch -> {
            ModelThreadTest.<RuntimeException>sneak(thrown);
            return nothing(batch);
        });
        assertThatThrownBy(failed::get).cause().isSameAs(thrown);
        AtomicBoolean ran = new AtomicBoolean();
        submitNext(ran, Deadline.NONE).get();
        assertThat(ran).isTrue();
    }

    @Test
    void aListenerThatThrowsAnythingFailsItsRequestAndTakesNoPlace() throws Exception {
        for (Throwable thrown : List.of(new IOException("checked"), new AssertionError("error"))) {
            CompletableFuture<Generation> failed = submit(
                    request(OPTIONS).withListener(event -> {
                        if (event instanceof GenerationEvent.Started) {
                            ModelThreadTest.<RuntimeException>sneak(thrown);
                        }
                    }),
                    ModelThreadTest::runsUntilItIsUnwanted);
            assertThatThrownBy(() -> failed.get(30, TimeUnit.SECONDS)).cause().isSameAs(thrown);
        }
        for (int i = 0; i < 2 * MAX_WAITING; i++) {
            submitNext(new AtomicBoolean(), Deadline.NONE).get();
        }
        assertThat(thread.waiting()).isZero();
    }

    @Test
    void anExecutorThatRefusesTheListenerFailsTheRequest() throws InterruptedException {
        CompletableFuture<Generation> failed = submit(
                request(OPTIONS).withListener(event -> {}).withListenerExecutor(task -> {
                    throw new RejectedExecutionException("full");
                }),
                this::steps);
        assertThatThrownBy(failed::get).cause().isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void whatIsMissingIsNamedAtOnce() {
        GenerationRequest request = request(OPTIONS);
        assertThatThrownBy(() -> request.withDeadline(null)).hasMessageContaining("deadline");
        assertThatThrownBy(() -> request.withListener(null)).hasMessageContaining("listener");
        assertThatThrownBy(() -> GenerationRequest.of(null, OPTIONS)).hasMessageContaining("image");
        assertThatThrownBy(() -> GenerationRequest.of(Image.of(1, 1, 3, new byte[3]), OPTIONS))
                .hasMessageContaining("at least 8");
        assertThatThrownBy(() -> GenerationRequest.of(Image.of(8, 8, 4, new byte[256]), OPTIONS))
                .hasMessageContaining("transparent everywhere");
    }

    @Test
    void aListenerMayAskTheSameModelAndCloseIt() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        CompletableFuture<Generation> inner = new CompletableFuture<>();
        CompletableFuture<Generation> outer = submit(
                request(OPTIONS).withListener(event -> {
                    if (event instanceof GenerationEvent.Started) {
                        inner.complete(
                                submitNext(new AtomicBoolean(), Deadline.NONE).join());
                        thread.shutdown(() -> {});
                        closed.complete(thread.awaitEnd(Optional.empty()));
                    }
                }),
                this::steps);
        released.countDown();
        outer.get(30, TimeUnit.SECONDS);
        inner.get(30, TimeUnit.SECONDS);
        assertThat(closed.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored")
    void waitingForTheModelsThreadOnItselfIsRefused() throws Exception {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        CompletableFuture<Generation> next = new CompletableFuture<>();
        submit(
                        request(OPTIONS)
                                .withListener(event -> {
                                    if (event instanceof GenerationEvent.Started) {
                                        CompletableFuture<Generation> inner =
                                                submitNext(new AtomicBoolean(), Deadline.NONE);
                                        for (ThrowingCallable wait : List.<ThrowingCallable>of(
                                                inner::get,
                                                inner::join,
                                                () -> thread.call(() -> 1),
                                                () -> thread.awaitEnd(Optional.empty()))) {
                                            thrown.add(catchThrowable(wait));
                                        }
                                        inner.handle((result, failure) -> next.complete(result));
                                    }
                                })
                                .withListenerExecutor(Runnable::run),
                        ModelThreadTest::nothing)
                .get();
        next.get(30, TimeUnit.SECONDS);
        assertThat(thrown)
                .hasSize(4)
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("on that thread itself"));
    }

    @Test
    void eventsComeInOrderWithThePlaceInTheQueue() throws Exception {
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        CompletableFuture<Generation> before = submitNext(new AtomicBoolean(), Deadline.NONE);
        List<GenerationEvent> events = new CopyOnWriteArrayList<>();
        CompletableFuture<GenerationEvent> last = new CompletableFuture<>();
        GenerationRequest listening = request(OPTIONS.withSteps(1)).withListener(event -> {
            events.add(event);
            if (event instanceof GenerationEvent.Finished) {
                last.complete(event);
            }
        });
        CompletableFuture<Generation> result = submit(listening, batch -> {
            batch.progress(0);
            batch.stage("denoiser");
            batch.progress(1);
            return nothing(batch);
        });
        released.countDown();
        running.get();
        last.get(30, TimeUnit.SECONDS);
        assertThat(before).isDone();
        assertThat(result).succeedsWithin(Duration.ofSeconds(30));
        assertThat(events)
                .map(event -> event.getClass().getSimpleName())
                .containsExactly("Queued", "Queued", "Started", "Step", "Stage", "Step", "Finished");
        assertThat(events.get(0)).isEqualTo(new GenerationEvent.Queued(1));
        assertThat(events.get(1)).isEqualTo(new GenerationEvent.Queued(0));
        assertThat(events.get(5)).isEqualTo(new GenerationEvent.Step(1, 1, Optional.empty()));
    }

    @Test
    void aHigherPriorityGoesFirst() throws Exception {
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        List<String> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Generation>> all = new ArrayList<>();
        for (int priority : new int[] {0, 5, -1, 5}) {
            String name = priority + "/" + all.size();
            all.add(submit(request(OPTIONS.withSteps(2 + all.size())).withPriority(priority), batch -> {
                order.add(name);
                return nothing(batch);
            }));
        }
        released.countDown();
        running.get();
        for (CompletableFuture<Generation> each : all) {
            each.get();
        }
        assertThat(order).containsExactly("5/1", "5/3", "0/0", "-1/2");
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored")
    void closingWithATimeCancelsWhatIsLeftThen() throws Exception {
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        CompletableFuture<Generation> next = submitNext(new AtomicBoolean(), Deadline.NONE);
        AtomicBoolean freed = new AtomicBoolean();
        thread.shutdown(() -> freed.set(true));
        assertThat(thread.isOpen()).isFalse();
        running.whenComplete((result, failure) -> released.countDown());
        assertThat(thread.awaitEnd(Optional.of(Duration.ofMillis(50)))).isFalse();
        assertThat(running).isCancelled();
        assertThat(next).isCancelled();
        assertThat(freed).isTrue();
        assertThat(stepsDone.get()).isEqualTo(2);
    }

    @Test
    void everythingIsMeasured() throws Exception {
        CompletableFuture<Generation> running = submitSteps(Deadline.NONE);
        CompletableFuture<Generation> cancelled = submitNext(new AtomicBoolean(), Deadline.NONE);
        cancelled.cancel(false);
        List<CompletableFuture<Generation>> late = new ArrayList<>();
        for (int i = 0; i < MAX_WAITING; i++) {
            late.add(submitNext(new AtomicBoolean(), Deadline.after(Duration.ZERO)));
        }
        released.countDown();
        running.get();
        for (CompletableFuture<Generation> each : late) {
            // Ended by a timer or by the model's thread, which are not waited for by those behind.
            assertThatThrownBy(each::get).cause().isInstanceOf(DeadlineExceededException.class);
        }
        CompletableFuture<Generation> failed = submit(request(OPTIONS), batch -> {
            throw new IllegalStateException("of the run");
        });
        assertThatThrownBy(failed::get).isInstanceOf(ExecutionException.class);
        assertThat(metrics.counts)
                .containsEntry("submitted", 3 + MAX_WAITING)
                .containsEntry("started", 2)
                .containsEntry("SUCCEEDED", 1)
                .containsEntry("CANCELLED", 1)
                .containsEntry("EXPIRED", MAX_WAITING)
                .containsEntry("FAILED", 1);
    }
}
