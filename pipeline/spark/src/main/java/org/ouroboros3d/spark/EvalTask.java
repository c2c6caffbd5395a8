package org.ouroboros3d.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.tensor.Device;

/** Evaluates all methods on an object. */
final class EvalTask implements FlatMapFunction<String, EvalRow> {
    private static final long serialVersionUID = 1;

    private final EvalSettings settings;
    private final Counters counters;

    EvalTask(EvalSettings settings, Counters counters) {
        this.settings = settings;
        this.counters = counters;
    }

    @Override
    public Iterator<EvalRow> call(String object) {
        JavaVersion.require();
        Device device = TaskDevice.of(TaskContext.get());
        TaskPlace place = TaskPlace.of(TaskContext.get(), device);
        try {
            List<EvalRow> rows = ExecutorEvaluation.get(device, settings).run(object).stream()
                    .map(method -> EvalRow.of(method.method(), method.subjects().getFirst(), place))
                    .toList();
            counters.count(JobRow.Outcome.MADE);
            return rows.iterator();
        } catch (InputException e) {
            counters.count(JobRow.Outcome.FAILED);
            return List.of(new EvalRow(null, object, e.getMessage(), List.of(), 0, place))
                    .iterator();
        }
    }
}
