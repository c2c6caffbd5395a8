package org.ouroboros3d.serve;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.ouroboros3d.generate.GenerationMetrics;

/**
 * What the models of a server measure, as Prometheus reads it. Given to the models when they are opened, see {@link
 * org.ouroboros3d.load.ModelOptions#withMetrics}.
 */
public final class ServerMetrics implements GenerationMetrics {
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final double[] BOUNDS = {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500};
    /** Share of the newest batch in the mean of all. */
    private static final double NEWEST = 0.3;

    /** Counts by upper bound; guarded by the metrics. */
    private static final class Histogram {
        private final long[] counts = new long[BOUNDS.length + 1];
        private double sum;

        void add(double value) {
            int at = Arrays.binarySearch(BOUNDS, value);
            counts[at < 0 ? -at - 1 : at]++;
            sum += value;
        }
    }

    private final Map<Outcome, Long> finished = new EnumMap<>(Outcome.class);
    private final Map<String, Double> stages = new TreeMap<>();
    private final Map<Integer, Long> answers = new TreeMap<>();
    private final Histogram total = new Histogram();
    private final Histogram waited = new Histogram();
    private long submitted;
    private long rejected;
    private long batches;
    private long batched;
    private double batchSeconds;
    private long liveTensors;
    private OptionalLong freeDeviceBytes = OptionalLong.empty();

    /** Has measured nothing. */
    public ServerMetrics() {}

    @Override
    public synchronized void submitted(int waiting) {
        submitted++;
    }

    @Override
    public synchronized void rejected() {
        rejected++;
    }

    @Override
    public synchronized void started(Duration time) {
        waited.add(seconds(time));
    }

    @Override
    public synchronized void computed(int size, Map<String, Double> stageSeconds, Memory memory) {
        double sum = 0;
        for (Map.Entry<String, Double> stage : stageSeconds.entrySet()) {
            stages.merge(stage.getKey(), stage.getValue(), Double::sum);
            sum += stage.getValue();
        }
        batches++;
        batched += size;
        batchSeconds = batches == 1 ? sum : NEWEST * sum + (1 - NEWEST) * batchSeconds;
        liveTensors = memory.liveTensors();
        freeDeviceBytes = memory.freeDeviceBytes();
    }

    @Override
    public synchronized void finished(Outcome outcome, Duration time) {
        finished.merge(outcome, 1L, Long::sum);
        if (outcome == Outcome.SUCCEEDED) {
            total.add(seconds(time));
        }
    }

    /** A request was answered. */
    synchronized void answered(int status) {
        answers.merge(status, 1L, Long::sum);
    }

    /** {@return the mean seconds that a batch is computed for, the newest counting most; 0 before the first} */
    synchronized double batchSeconds() {
        return batchSeconds;
    }

    private static double seconds(Duration time) {
        return time.toNanos() * 1e-9;
    }

    /**
     * {@return everything in Prometheus' text format}
     *
     * @param gauges what is so at the moment, by name without prefix
     */
    synchronized String text(Map<String, Number> gauges) {
        StringBuilder text = new StringBuilder();
        type(text, "generations_submitted_total", "counter", "Generations that were accepted.");
        line(text, "generations_submitted_total", submitted);
        type(text, "generations_rejected_total", "counter", "Generations refused because too many wait.");
        line(text, "generations_rejected_total", rejected);
        type(text, "generations_total", "counter", "Generations that ended, by outcome.");
        for (Outcome outcome : Outcome.values()) {
            line(
                    text,
                    "generations_total{outcome=\"" + outcome.name().toLowerCase(Locale.ROOT) + "\"}",
                    finished.getOrDefault(outcome, 0L));
        }
        histogram(text, "generation_seconds", "Time from acceptance to success.", total);
        histogram(text, "generation_wait_seconds", "Time from acceptance to start.", waited);
        type(text, "stage_seconds_total", "counter", "Time of batches by stage.");
        stages.forEach((stage, sum) -> line(text, "stage_seconds_total{stage=\"" + stage + "\"}", sum));
        type(text, "batches_total", "counter", "Batches that were computed.");
        line(text, "batches_total", batches);
        type(text, "batched_generations_total", "counter", "Generations in those batches.");
        line(text, "batched_generations_total", batched);
        type(text, "http_answers_total", "counter", "Answers by status.");
        answers.forEach((status, count) -> line(text, "http_answers_total{status=\"" + status + "\"}", count));
        type(text, "live_tensors", "gauge", "Open tensors after the last batch.");
        line(text, "live_tensors", liveTensors);
        freeDeviceBytes.ifPresent(bytes -> {
            type(text, "device_free_bytes", "gauge", "Free memory of the device after the last batch.");
            line(text, "device_free_bytes", bytes);
        });
        gauges.forEach((name, value) -> {
            type(text, name, "gauge", "Now.");
            line(text, name, value);
        });
        return text.toString();
    }

    private static void histogram(StringBuilder text, String name, String help, Histogram histogram) {
        type(text, name, "histogram", help);
        long sum = 0;
        for (int i = 0; i < BOUNDS.length; i++) {
            sum += histogram.counts[i];
            line(text, name + "_bucket{le=\"" + BOUNDS[i] + "\"}", sum);
        }
        sum += histogram.counts[BOUNDS.length];
        line(text, name + "_bucket{le=\"+Inf\"}", sum);
        line(text, name + "_sum", histogram.sum);
        line(text, name + "_count", sum);
    }

    private static void type(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ouroboros3d_").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ouroboros3d_").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, Number value) {
        text.append("ouroboros3d_").append(name).append(' ').append(value).append('\n');
    }
}
