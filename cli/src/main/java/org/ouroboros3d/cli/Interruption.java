package org.ouroboros3d.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, Ctrl-C interrupts the thread that opened it and gives it some time to tidy up before the JVM ends, by
 * itself, with {@link ExitCode#INTERRUPTED}.
 */
final class Interruption implements AutoCloseable {
    /** Temporary files are gone at once; what can take longer is a denoising step, which need not come to its end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Thread worker, Duration patience, Runnable noticed) {
        hook = Thread.ofPlatform().name("interruption").unstarted(() -> interrupt(worker, patience, noticed));
    }

    /** Starts to listen, on behalf of the current thread. */
    static Interruption open() {
        return open(PATIENCE, () -> {});
    }

    /**
     * Starts to listen, on behalf of the current thread.
     *
     * @param patience how long the thread may go on
     * @param noticed what is done at once
     */
    static Interruption open(Duration patience, Runnable noticed) {
        Interruption interruption = new Interruption(Thread.currentThread(), patience, noticed);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void interrupt(Thread worker, Duration patience, Runnable noticed) {
        worker.interrupt();
        noticed.run();
        try {
            boolean tidy = finished.await(patience.toSeconds(), TimeUnit.SECONDS);
            System.getLogger(Interruption.class.getName())
                    .log(System.Logger.Level.DEBUG, tidy ? "stopped in time" : "stopped in the middle of a step");
        } catch (InterruptedException e) {
            // Nobody interrupts a shutdown hook, and the JVM is ending: the flag is all that can be kept.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Ctrl-C came: the hook is running, and the latch lets it end.
            return;
        }
    }
}
