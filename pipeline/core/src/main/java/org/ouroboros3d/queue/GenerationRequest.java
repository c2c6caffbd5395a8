package org.ouroboros3d.queue;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.ouroboros3d.generate.Deadline;
import org.ouroboros3d.generate.DeadlineExceededException;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.image.Image;

/**
 * A generation that was asked for. It waits for its turn, unless it is cancelled or its deadline passes before, and is
 * then computed by the model's thread, perhaps together with others. That thread is never interrupted; a run looks at its
 * requests before every step.
 */
public final class GenerationRequest extends FutureTask<Generation> {
    private final Task task;
    private final Deadline deadline;
    private final Consumer<GenerationRequest> onTurn;
    private final Consumer<GenerationRequest> onDone;
    private final AtomicBoolean waiting = new AtomicBoolean(true);

    /**
     * What is to be computed.
     *
     * @param object a square picture
     * @param progress told how the generation advances
     */
    public record Task(Image object, GenerationOptions options, ProgressListener progress) {}

    /**
     * A request that waits.
     *
     * @param onTurn told on the model's thread when its turn has come, and computes it
     * @param onDone told once, when there is a result or never will be one
     */
    public GenerationRequest(
            Task task, Deadline deadline, Consumer<GenerationRequest> onTurn, Consumer<GenerationRequest> onDone) {
        super(() -> {
            throw new IllegalStateException("a request is computed by onTurn");
        });
        this.task = task;
        this.deadline = deadline;
        this.onTurn = onTurn;
        this.onDone = onDone;
    }

    Task task() {
        return task;
    }

    @Override
    public void run() {
        if (start()) {
            onTurn.accept(this);
        }
    }

    /** Ends the waiting. {@return whether the caller shall compute it; nobody else will} */
    boolean start() {
        expireIfLate();
        return waiting.compareAndSet(true, false);
    }

    /** Gives the result, unless nobody wants it any more. */
    void succeed(Generation result) {
        set(result);
    }

    /** Gives the reason why there is no result, unless nobody wants it any more. */
    void fail(Throwable reason) {
        setException(reason);
    }

    /**
     * {@return whether a further step should be computed for it} A deadline that has passed fails it.
     *
     * @param done steps that are finished
     */
    boolean isWanted(int done) {
        if (deadline.hasPassed()) {
            fail(new DeadlineExceededException(done, steps()));
        }
        return !isDone();
    }

    /** Tells who asked how it advances; what the listener throws fails the request. */
    void progress(int done) {
        if (isDone()) {
            return;
        }
        try {
            task.progress().step(done, steps());
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private int steps() {
        return task.options().steps();
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
            fail(new DeadlineExceededException(0, steps()));
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
