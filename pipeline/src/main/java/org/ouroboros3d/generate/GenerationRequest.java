package org.ouroboros3d.generate;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A generation that was asked for. It waits for its turn, unless it is cancelled or its deadline passes before. The
 * model's thread is never interrupted; a run looks at its request before every step.
 */
final class GenerationRequest extends FutureTask<Generation> {
    private final int steps;
    private final Deadline deadline;
    private final Consumer<GenerationRequest> onDone;
    private final AtomicBoolean waiting = new AtomicBoolean(true);

    private GenerationRequest(
            Function<StopSignal, Generation> run,
            AtomicReference<StopSignal> signal,
            int steps,
            Deadline deadline,
            Consumer<GenerationRequest> onDone) {
        super(() -> run.apply(signal.get()));
        this.steps = steps;
        this.deadline = deadline;
        this.onDone = onDone;
    }

    /**
     * {@return a request that waits}
     *
     * @param run computes it, asking the signal before every step
     * @param steps of the generation
     * @param onDone told once, when there is a result or never will be one
     */
    static GenerationRequest of(
            Function<StopSignal, Generation> run, int steps, Deadline deadline, Consumer<GenerationRequest> onDone) {
        AtomicReference<StopSignal> signal = new AtomicReference<>();
        GenerationRequest request = new GenerationRequest(run, signal, steps, deadline, onDone);
        signal.set(request::requireWanted);
        return request;
    }

    private void requireWanted(int done, int total) {
        if (isCancelled()) {
            throw new CancellationException("stopped after step " + done);
        }
        if (deadline.hasPassed()) {
            throw new DeadlineExceededException(done, total);
        }
    }

    @Override
    public void run() {
        if (waiting.compareAndSet(true, false)) {
            super.run();
        }
    }

    /** Stops before the next step, whatever the argument: what computes a step cannot be interrupted. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return super.cancel(false);
    }

    @Override
    protected void done() {
        waiting.set(false);
        onDone.accept(this);
    }

    /** Whether it has not started yet, and still may. */
    boolean isWaiting() {
        return waiting.get();
    }

    /** Fails if it has not started and its deadline has passed. */
    void expireIfLate() {
        if (deadline.hasPassed() && waiting.compareAndSet(true, false)) {
            setException(new DeadlineExceededException(0, steps));
        }
    }

    /** Whoever waits for a request that never starts is told at its deadline, not when its turn would come. */
    @Override
    public Generation get() throws InterruptedException, ExecutionException {
        try {
            return super.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            expireIfLate();
            return super.get();
        }
    }

    @Override
    public Generation get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        long start = System.nanoTime();
        long nanos = unit.toNanos(timeout);
        try {
            return super.get(Math.min(nanos, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            expireIfLate();
            return super.get(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        }
    }
}
