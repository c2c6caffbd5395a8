package org.ouroboros3d.tensor;

import java.lang.System.Logger.Level;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reports objects that hold native memory and were lost without being closed, as Netty's detector does: with the stack of
 * calls that made them, once the garbage collector has found them. It frees nothing, since what another thread or a device
 * still reads must not go away at the collector's whim.
 *
 * <p>The system property {@value #PROPERTY} chooses how many objects are watched: {@code off}, {@code sampled} (one in
 * {@value #INTERVAL}, the default) or {@code paranoid} (all, which is slow). Reports go to the {@link System.Logger} of this
 * class, at level {@code ERROR}.
 */
public final class LeakDetector {
    /** The system property that chooses how many objects are watched. */
    public static final String PROPERTY = "ouroboros3d.leakDetection";

    /** How many objects are made for each that is watched, on average. */
    static final int INTERVAL = 128;

    private static final System.Logger LOG = System.getLogger(LeakDetector.class.getName());

    /** How many objects are watched. */
    enum Mode {
        OFF,
        SAMPLED,
        PARANOID;

        /**
         * @throws IllegalArgumentException if {@code text} names none
         */
        static Mode parse(String text) {
            try {
                return text == null ? SAMPLED : valueOf(text.strip().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "the system property " + PROPERTY + " is off, sampled or paranoid, not '" + text + "'", e);
            }
        }
    }

    private static final Mode MODE = chosen();
    private static final ReferenceQueue<Object> LOST = new ReferenceQueue<>();
    /** What is watched must be reachable to be found. */
    private static final Set<Watch> WATCHED = ConcurrentHashMap.newKeySet();

    private LeakDetector() {}

    /** A wrong word must not keep the program from starting. */
    private static Mode chosen() {
        try {
            return Mode.parse(System.getProperty(PROPERTY));
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, e.getMessage());
            return Mode.SAMPLED;
        }
    }

    /** Where an object was made, in a log: a stack trace that nobody throws. */
    private static final class Origin extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Origin() {
            super("it was made here");
        }
    }

    /** The watch over one object. */
    public static final class Watch extends PhantomReference<Object> {
        private final String what;
        private final Origin made = new Origin();

        private Watch(Object watched, String what) {
            super(watched, LOST);
            this.what = what;
        }
    }

    /**
     * {@return a watch over an object that must be closed, for {@link #closed}, or null if this one is not watched}
     *
     * @param object that is being made
     * @param what it is, with an article, for the report
     */
    public static Watch watch(Object object, String what) {
        return switch (MODE) {
            case OFF -> null;
            case SAMPLED -> ThreadLocalRandom.current().nextInt(INTERVAL) == 0 ? begin(object, what) : null;
            case PARANOID -> begin(object, what);
        };
    }

    /** {@return as {@link #watch}, for an object so large and rare that each is watched unless none is} */
    public static Watch watchAlways(Object object, String what) {
        return MODE == Mode.OFF ? null : begin(object, what);
    }

    private static Watch begin(Object object, String what) {
        report();
        Watch watch = new Watch(object, what);
        WATCHED.add(watch);
        return watch;
    }

    /** Ends the watch over an object that was closed; null is none. */
    public static void closed(Watch watch) {
        if (watch != null) {
            WATCHED.remove(watch);
            watch.clear();
        }
    }

    /** Reports what was lost until now. Called whenever an object comes under watch. */
    static void report() {
        for (Object lost = LOST.poll(); lost != null; lost = LOST.poll()) {
            Watch watch = (Watch) lost;
            if (WATCHED.remove(watch)) {
                LOG.log(
                        Level.ERROR,
                        "LEAK: " + watch.what + " was lost without being closed, and its native memory with it; use"
                                + " try-with-resources",
                        watch.made);
            }
        }
    }
}
