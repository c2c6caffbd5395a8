package org.ouroboros3d.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.ouroboros3d.generate.DeadlineExceededException;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationEvent;
import org.ouroboros3d.generate.GenerationMetrics;
import org.ouroboros3d.generate.GenerationMetrics.Outcome;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.jfr.FlightRecorder;

/**
 * A request in a model's queue. It waits for its turn, unless it is cancelled or its deadline passes before, and is then
 * computed by the model's thread, perhaps together with others. That thread is never interrupted; a run looks at its requests
 * before every step.
 */
public final class QueuedGeneration implements Job {
    private enum State {
        WAITING,
        RUNNING,
        ENDED
    }

    private final GenerationRequest request;
    private final BatchRunner runner;
    private final ModelThread thread;
    private final EventDelivery events;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Result result = new Result();
    private final CompletableFuture<Void> timer = new CompletableFuture<>();
    private final long accepted = System.nanoTime();
    /** The event that has begun in the flight recorder: of its waiting, or of its computation. */
    private volatile FlightRecorder.Span span;

    private volatile int batch;

    /**
     * A request that waits.
     *
     * @param runner computes it
     * @param thread on which it waits; told when it has ended
     * @param ahead requests that wait before it
     */
    QueuedGeneration(GenerationRequest request, BatchRunner runner, ModelThread thread, int ahead) {
        this.request = request;
        this.runner = runner;
        this.thread = thread;
        this.events = new EventDelivery(request.listener(), request.listenerExecutor(), this::fail);
        this.span = FlightRecorder.queue(ahead);
    }

    /** {@return a request in no queue that has started, for a run that is not a model thread's} */
    public static QueuedGeneration running(GenerationRequest request) {
        QueuedGeneration running = new QueuedGeneration(
                request, batch -> List.of(), ModelThread.unstarted(1, 1, GenerationMetrics.NONE, Optional.empty()), 0);
        running.start();
        running.started(1);
        return running;
    }

    /** The result to come. Whoever makes it ends the request first, so that everything is settled when others see it. */
    private final class Result extends CompletableFuture<Generation> {
        @Override
        public boolean complete(Generation value) {
            return end(Outcome.SUCCEEDED, new GenerationEvent.Finished(value)) && super.complete(value);
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            Outcome outcome = failure instanceof DeadlineExceededException ? Outcome.EXPIRED : Outcome.FAILED;
            boolean isCancelled = failure instanceof CancellationException;
            return end(
                            isCancelled ? Outcome.CANCELLED : outcome,
                            isCancelled ? new GenerationEvent.Cancelled() : new GenerationEvent.Failed(failure))
                    && super.completeExceptionally(failure);
        }

        /** Stops before the next step, whatever the argument: what computes a step cannot be interrupted. */
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return end(Outcome.CANCELLED, new GenerationEvent.Cancelled()) && super.cancel(false);
        }

        @Override
        public Generation get() throws InterruptedException, ExecutionException {
            requireAnotherThread();
            return super.get();
        }

        @Override
        public Generation get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            requireAnotherThread();
            return super.get(timeout, unit);
        }

        @Override
        public Generation join() {
            requireAnotherThread();
            return super.join();
        }

        private void requireAnotherThread() {
            if (!isDone()) {
                thread.requireAnotherThread();
            }
        }

        /** What is derived from it is another future. */
        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }

    /** Gives the news of its place to its listener, in the order of {@link #flushEvents}. */
    void place(int ahead) {
        events.add(new GenerationEvent.Queued(ahead));
    }

    void flushEvents() {
        events.flush();
    }

    /** Lets its waiting end at its deadline, not when its turn would come. */
    // The timer's own future is not needed: what it completes is this generation's.
    @SuppressWarnings("FutureReturnValueIgnored")
    void watchDeadline() {
        long nanos = request.deadline().remainingNanos();
        if (nanos != Long.MAX_VALUE) {
            timer.orTimeout(Math.max(nanos, 0), TimeUnit.NANOSECONDS).whenComplete((nothing, late) -> expireIfLate());
        }
    }

    GenerationRequest request() {
        return request;
    }

    BatchRunner runner() {
        return runner;
    }

    /** {@return the result to come; cancelling it stops the computation before its next step, or keeps it from starting} */
    public CompletableFuture<Generation> result() {
        return result;
    }

    /** Ends the waiting. {@return whether the caller shall compute it; nobody else will} */
    boolean start() {
        return state.compareAndSet(State.WAITING, State.RUNNING);
    }

    /** Tells that it is computed from now on, in a batch of {@code size}. */
    void started(int size) {
        Duration waited = sinceAccepted();
        batch = size;
        span.end("STARTED", size);
        span = FlightRecorder.generation(steps());
        thread.measure(metrics -> metrics.started(waited));
        tell(new GenerationEvent.Started(waited, size));
    }

    private Duration sinceAccepted() {
        return Duration.ofNanos(System.nanoTime() - accepted);
    }

    /** Gives the result, unless it has ended already. */
    void succeed(Generation generation) {
        result.complete(generation);
    }

    /** Gives the reason why there is no result. {@return whether it had not ended before} */
    boolean fail(Throwable reason) {
        return result.completeExceptionally(reason);
    }

    /** Stops it before its next step, or keeps it from starting. {@return whether it had not ended before} */
    boolean cancel() {
        return result.cancel(false);
    }

    /**
     * {@return whether a further step should be computed for it} A deadline that has passed fails it.
     *
     * @param done steps that are finished
     */
    boolean isWanted(int done) {
        if (request.deadline().hasPassed()) {
            fail(new DeadlineExceededException(done, steps()));
        }
        return state.get() != State.ENDED;
    }

    /** Tells its listener, unless it has ended. */
    void tell(GenerationEvent event) {
        if (state.get() != State.ENDED) {
            events.deliver(event);
        }
    }

    private int steps() {
        return request.options().steps();
    }

    /** Whether it has not started yet, and still may. */
    boolean isWaiting() {
        return state.get() == State.WAITING;
    }

    /** Fails if it has not started and its deadline has passed. */
    void expireIfLate() {
        if (isWaiting() && request.deadline().hasPassed()) {
            fail(new DeadlineExceededException(0, steps()));
        }
    }

    /** {@return whether it had not ended before} */
    private boolean end(Outcome outcome, GenerationEvent last) {
        if (state.getAndSet(State.ENDED) == State.ENDED) {
            return false;
        }
        timer.complete(null);
        thread.forget(this);
        span.end(outcome.name(), batch);
        thread.measure(metrics -> metrics.finished(outcome, sinceAccepted()));
        events.deliver(last);
        return true;
    }
}
