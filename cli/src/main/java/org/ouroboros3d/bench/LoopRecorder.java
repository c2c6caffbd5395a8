package org.ouroboros3d.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;

/** Sums up the operators of a run by stage and group, and may keep each as a span of a trace. For one thread. */
final class LoopRecorder {
    /** The stage of operators that run outside of all stages, such as the scheduler's. */
    static final String BETWEEN_STAGES = "between stages";

    /** A stage or an operator that has not ended yet. */
    private record Begun(String name, long nanos) {}

    private static final class Sums {
        final Map<OperatorGroup, OperatorTotals> operators = new EnumMap<>(OperatorGroup.class);
        long runs;
        long nanos;
    }

    private final Optional<Trace> trace;
    private final Map<String, Sums> stages = new LinkedHashMap<>();
    private final Deque<Begun> openStages = new ArrayDeque<>();
    private final Deque<Begun> openOperators = new ArrayDeque<>();

    LoopRecorder() {
        this.trace = Optional.empty();
    }

    /** @param trace is given every stage and every operator */
    LoopRecorder(Trace trace) {
        this.trace = Optional.of(trace);
    }

    /** {@return what is to be told of the stages} */
    StageTimes.Listener stageListener() {
        return new StageTimes.Listener() {
            @Override
            public void begin(String stage) {
                openStages.push(new Begun(stage, System.nanoTime()));
            }

            @Override
            public void end(String stage) {
                long now = System.nanoTime();
                Begun begun = openStages.pop();
                Sums sums = sums(stage);
                sums.runs++;
                sums.nanos += now - begun.nanos();
                trace.ifPresent(kept -> kept.add("stage", stage, begun.nanos(), now));
            }
        };
    }

    /** {@return what is to be told of the operators} */
    OperatorHook operatorHook() {
        return new OperatorHook() {
            @Override
            public void begin(String operator) {
                openOperators.push(new Begun(operator, System.nanoTime()));
            }

            @Override
            public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
                ended(operator, System.nanoTime(), inputs, outputs);
            }
        };
    }

    private void ended(String operator, long now, List<Tensor> inputs, List<Tensor> outputs) {
        Begun begun = openOperators.pop();
        while (!begun.name().equals(operator)) {
            begun = openOperators.pop(); // One that failed inside of this.
        }
        long began = begun.nanos();
        OperatorCost cost = OperatorCost.of(operator, inputs, outputs);
        trace.ifPresent(kept -> kept.addOperator(operator, began, now, inputs, outputs, cost));
        if (!openOperators.isEmpty()) {
            return; // Its time is part of the native work that called it, which counts as a whole.
        }
        Sums sums =
                sums(openStages.isEmpty() ? BETWEEN_STAGES : openStages.peek().name());
        if (openStages.isEmpty()) {
            sums.nanos += now - began;
        }
        sums.operators.merge(
                OperatorGroup.of(operator), OperatorTotals.ofCall(now - began, cost), OperatorTotals::plus);
    }

    private Sums sums(String stage) {
        return stages.computeIfAbsent(stage, name -> new Sums());
    }

    /** {@return what was recorded, stages in the order in which they were first met} */
    Map<String, StageProfile> profiles() {
        Map<String, StageProfile> profiles = new LinkedHashMap<>();
        stages.forEach((stage, sums) -> profiles.put(stage, new StageProfile(sums.runs, sums.nanos, sums.operators)));
        return profiles;
    }
}
