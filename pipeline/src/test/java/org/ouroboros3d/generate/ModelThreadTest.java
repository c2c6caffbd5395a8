package org.ouroboros3d.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelThreadTest {
    private static final int STEPS = 5;
    private static final int MAX_WAITING = 2;

    private final ModelThread thread = ModelThread.start(MAX_WAITING);
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger stepsDone = new AtomicInteger();

    @AfterEach
    void close() {
        released.countDown();
        thread.close(() -> {});
    }

    /** Five steps, of which the second waits until it is released. */
    private Generation steps(StopSignal signal) {
        for (int i = 0; i < STEPS; i++) {
            signal.check(i, STEPS);
            if (i == 1) {
                started.countDown();
                awaitRelease();
            }
            stepsDone.incrementAndGet();
        }
        return null;
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new AssertionError("the model's thread was interrupted", e);
        }
    }

    private GenerationRequest submitSteps(Deadline deadline) throws InterruptedException {
        GenerationRequest request = thread.submit(this::steps, STEPS, deadline);
        started.await();
        return request;
    }

    private GenerationRequest submitNext(AtomicBoolean ran, Deadline deadline) {
        return thread.submit(
                signal -> {
                    ran.set(true);
                    return null;
                },
                STEPS,
                deadline);
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofMillis(30));
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
        GenerationRequest second = submitNext(new AtomicBoolean(), deadline);
        assertThatThrownBy(() -> submitNext(new AtomicBoolean(), Deadline.NONE))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("2 generations wait")
                .hasMessageContaining("withMaxWaiting");
        while (!deadline.hasPassed()) {
            Thread.sleep(5);
        }
        GenerationRequest third = submitNext(new AtomicBoolean(), Deadline.NONE);
        assertThat(second.isDone()).as("expired, as its place was wanted").isTrue();
        assertThat(first.cancel(true)).isTrue();
        GenerationRequest fourth = submitNext(new AtomicBoolean(), Deadline.NONE);
        released.countDown();
        running.get();
        third.get();
        fourth.get();
        assertThat(ran).as("the cancelled one").isFalse();
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
