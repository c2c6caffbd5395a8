package org.ouroboros3d.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.ouroboros3d.generate.GenerationMetrics;

/**
 * Publishes what a model serves through Micrometer: handed to the model as its {@link GenerationMetrics}, and bound to the
 * registries that are to have the meters. What happens before the first is bound is not counted.
 *
 * <table>
 * <caption>Meters; each has the tags of the constructor</caption>
 * <tr><th>name</th><th>kind</th><th>measures</th></tr>
 * <tr><td>{@code ouroboros3d.requests.submitted}</td><td>counter</td><td>requests that were accepted</td></tr>
 * <tr><td>{@code ouroboros3d.requests.rejected}</td><td>counter</td><td>requests refused, because too many waited</td></tr>
 * <tr><td>{@code ouroboros3d.queue.length}</td><td>summary</td><td>requests that waited as one was accepted, this one
 *     included</td></tr>
 * <tr><td>{@code ouroboros3d.queue.wait}</td><td>timer</td><td>from accepted to started</td></tr>
 * <tr><td>{@code ouroboros3d.generation}, tag {@code outcome}</td><td>timer</td><td>from accepted to ended</td></tr>
 * <tr><td>{@code ouroboros3d.stage}, tag {@code stage}</td><td>timer</td><td>a stage of a batch</td></tr>
 * <tr><td>{@code ouroboros3d.batch.size}</td><td>summary</td><td>requests that were computed together</td></tr>
 * <tr><td>{@code ouroboros3d.tensors.live}</td><td>gauge</td><td>open tensors of the process</td></tr>
 * <tr><td>{@code ouroboros3d.memory.resident}</td><td>gauge, bytes</td><td>resident memory of the process</td></tr>
 * <tr><td>{@code ouroboros3d.memory.device.free}</td><td>gauge, bytes</td><td>what the CUDA device can still allocate</td></tr>
 * </table>
 *
 * Gauges tell how it was behind the last batch, and nothing (NaN) before it or where the system does not say.
 */
public final class ModelMeters implements GenerationMetrics, MeterBinder {
    private static final String PREFIX = "ouroboros3d.";

    private final Tags tags;
    private final List<Meters> bound = new CopyOnWriteArrayList<>();
    private volatile double liveTensors = Double.NaN;
    private volatile double residentBytes = Double.NaN;
    private volatile double freeDeviceBytes = Double.NaN;

    /** @param tags of every meter, such as the model's name where a process has several */
    public ModelMeters(Iterable<Tag> tags) {
        this.tags = Tags.of(tags);
    }

    /** The meters of one registry. */
    private record Meters(
            MeterRegistry registry,
            Tags tags,
            Counter submitted,
            Counter rejected,
            DistributionSummary queueLength,
            Timer queueWait,
            DistributionSummary batchSize) {
        Timer timer(String name, String key, String value) {
            return Timer.builder(PREFIX + name).tags(tags).tag(key, value).register(registry);
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bound.add(new Meters(
                registry,
                tags,
                Counter.builder(PREFIX + "requests.submitted").tags(tags).register(registry),
                Counter.builder(PREFIX + "requests.rejected").tags(tags).register(registry),
                DistributionSummary.builder(PREFIX + "queue.length").tags(tags).register(registry),
                Timer.builder(PREFIX + "queue.wait").tags(tags).register(registry),
                DistributionSummary.builder(PREFIX + "batch.size").tags(tags).register(registry)));
        Gauge.builder(PREFIX + "tensors.live", this, meters -> meters.liveTensors)
                .tags(tags)
                .register(registry);
        Gauge.builder(PREFIX + "memory.resident", this, meters -> meters.residentBytes)
                .tags(tags)
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder(PREFIX + "memory.device.free", this, meters -> meters.freeDeviceBytes)
                .tags(tags)
                .baseUnit("bytes")
                .register(registry);
    }

    @Override
    public void submitted(int waiting) {
        for (Meters meters : bound) {
            meters.submitted.increment();
            meters.queueLength.record(waiting);
        }
    }

    @Override
    public void rejected() {
        for (Meters meters : bound) {
            meters.rejected.increment();
        }
    }

    @Override
    public void started(Duration waited) {
        for (Meters meters : bound) {
            meters.queueWait.record(waited);
        }
    }

    @Override
    public void computed(int size, Map<String, Double> stageSeconds, Memory memory) {
        liveTensors = memory.liveTensors();
        memory.residentBytes().ifPresent(bytes -> residentBytes = bytes);
        memory.freeDeviceBytes().ifPresent(bytes -> freeDeviceBytes = bytes);
        for (Meters meters : bound) {
            meters.batchSize.record(size);
            stageSeconds.forEach((stage, seconds) -> meters.timer("stage", "stage", stage)
                    .record(Math.round(seconds * TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS));
        }
    }

    @Override
    public void finished(Outcome outcome, Duration total) {
        for (Meters meters : bound) {
            meters.timer("generation", "outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .record(total);
        }
    }
}
