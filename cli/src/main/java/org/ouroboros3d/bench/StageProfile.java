package org.ouroboros3d.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a stage of the loop did.
 *
 * @param runs how often the stage ran
 * @param nanos that it took in all; for operators between the stages the sum of theirs
 * @param operators by group, only groups that were called
 */
public record StageProfile(long runs, long nanos, Map<OperatorGroup, OperatorTotals> operators) {
    static final StageProfile NONE = new StageProfile(0, 0, Map.of());

    /** Copies the map, in the order of the groups. */
    public StageProfile {
        Map<OperatorGroup, OperatorTotals> copy = new EnumMap<>(OperatorGroup.class);
        copy.putAll(operators);
        operators = Collections.unmodifiableMap(copy);
    }

    /** {@return both together} */
    public StageProfile plus(StageProfile other) {
        Map<OperatorGroup, OperatorTotals> sum = new EnumMap<>(OperatorGroup.class);
        sum.putAll(operators);
        other.operators.forEach((group, totals) -> sum.merge(group, totals, OperatorTotals::plus));
        return new StageProfile(runs + other.runs, nanos + other.nanos, sum);
    }

    /** {@return the sum over all groups} */
    public OperatorTotals total() {
        return operators.values().stream().reduce(OperatorTotals.NONE, OperatorTotals::plus);
    }

    /** {@return the floating-point operations of a group} */
    public long flop(OperatorGroup group) {
        return operators.getOrDefault(group, OperatorTotals.NONE).flop();
    }
}
