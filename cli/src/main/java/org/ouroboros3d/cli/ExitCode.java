package org.ouroboros3d.cli;

/** What the process exits with; the same list is in {@code --help}. */
final class ExitCode {
    static final int OK = 0;
    /** A defect of Ouroboros3D. */
    static final int INTERNAL = 1;
    /** The command line itself is wrong. */
    static final int USAGE = 2;
    /** Invalid input file or folder. */
    static final int INPUT = 3;
    /** The machine or its installation lacks something. */
    static final int ENVIRONMENT = 4;
    /** An output is further from its reference than its tolerance. */
    static final int BEYOND_TOLERANCE = 5;
    /** A loss of a training run is no finite number. */
    static final int DIVERGED = 6;
    /** Ctrl-C. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
