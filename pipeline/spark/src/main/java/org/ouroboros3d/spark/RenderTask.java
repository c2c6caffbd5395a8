package org.ouroboros3d.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.ouroboros3d.data.DatasetWriter;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.tensor.Device;

/** Renders a mesh, unless its pictures are there already. */
final class RenderTask implements Function<String, JobRow> {
    private static final long serialVersionUID = 1;
    private static final double NANOS = 1e-9;

    private final RenderSettings settings;
    private final String out;
    private final Counters counters;

    RenderTask(RenderSettings settings, String out, Counters counters) {
        this.settings = settings;
        this.out = out;
        this.counters = counters;
    }

    @Override
    public JobRow call(String mesh) {
        JavaVersion.require();
        TaskPlace place = TaskPlace.of(TaskContext.get(), Device.CPU);
        SharedFolder.require(out, place.host());
        JobRow row = render(mesh, place);
        counters.count(row.outcome());
        return row;
    }

    private JobRow render(String mesh, TaskPlace place) {
        DatasetWriter writer = settings.open(Path.of(out));
        DatasetWriter.Item item = settings.item(mesh);
        long start = System.nanoTime();
        try {
            return writer.render(item)
                    ? new JobRow(
                            mesh,
                            item.id(),
                            JobRow.Outcome.MADE,
                            null,
                            new JobRow.Figures(null, null, (System.nanoTime() - start) * NANOS, Map.of()),
                            place)
                    : new JobRow(mesh, item.id(), JobRow.Outcome.PRESENT, null, null, place);
        } catch (InputException e) {
            return new JobRow(mesh, item.id(), JobRow.Outcome.FAILED, e.getMessage(), null, place);
        }
    }
}
