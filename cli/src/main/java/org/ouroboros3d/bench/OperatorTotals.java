package org.ouroboros3d.bench;

/**
 * Sums over some calls of operators.
 *
 * @param calls how many
 * @param nanos between beginning and return; on a CUDA device the time of launching, not of computing
 * @param flop see {@link OperatorCost}
 * @param bytesRead see {@link OperatorCost}
 * @param bytesWritten see {@link OperatorCost}
 */
public record OperatorTotals(long calls, long nanos, long flop, long bytesRead, long bytesWritten) {
    /** No calls. */
    public static final OperatorTotals NONE = new OperatorTotals(0, 0, 0, 0, 0);

    /** {@return one call} */
    static OperatorTotals ofCall(long nanos, OperatorCost cost) {
        return new OperatorTotals(1, nanos, cost.flop(), cost.bytesRead(), cost.bytesWritten());
    }

    /** {@return these and those} */
    public OperatorTotals plus(OperatorTotals other) {
        return new OperatorTotals(
                calls + other.calls,
                nanos + other.nanos,
                flop + other.flop,
                bytesRead + other.bytesRead,
                bytesWritten + other.bytesWritten);
    }
}
