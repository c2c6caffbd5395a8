package org.ouroboros3d.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.io.AtomicFile;
import org.ouroboros3d.tensor.Tensor;

/**
 * Spans of time on tracks, where those of a track nest, for a file in Chrome's trace event format: {@code chrome://tracing} and
 * Perfetto open it.
 *
 * @see <a href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">the format</a>
 */
public final class Trace {
    private static final double MICROSECONDS = 1e-3;
    private static final int PROCESS = 1;

    private final List<String> tracks;
    private final List<Span> spans = new ArrayList<>();

    /** What an operator was given and made, in words, and its cost. */
    private record Details(List<String> inputs, List<String> outputs, OperatorCost cost) {}

    /** Both times are of {@link System#nanoTime()}. */
    private record Span(int track, String category, String name, long begin, long end, Optional<Details> details) {}

    /** Nothing yet, on tracks with some names. */
    public Trace(String... tracks) {
        this.tracks = List.of(tracks);
    }

    /** Adds a run, a step or a stage to the first track. */
    void add(String category, String name, long beginNanos, long endNanos) {
        add(0, category, name, beginNanos, endNanos);
    }

    /** Adds a span to a track; called by any thread. */
    synchronized void add(int track, String category, String name, long beginNanos, long endNanos) {
        spans.add(new Span(track, category, name, beginNanos, endNanos, Optional.empty()));
    }

    /** Adds an operator; its tensors are described and not kept. */
    void addOperator(
            String name, long beginNanos, long endNanos, List<Tensor> inputs, List<Tensor> outputs, OperatorCost cost) {
        Details details = new Details(describe(inputs), describe(outputs), cost);
        spans.add(new Span(0, "operator", name, beginNanos, endNanos, Optional.of(details)));
    }

    private static List<String> describe(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::describe).toList();
    }

    /** {@return the number of spans} */
    public int size() {
        return spans.size();
    }

    /**
     * Writes the file, replacing it at once or not at all.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public void write(Path file) {
        AtomicFile.write(file, this::writeTo);
    }

    private void writeTo(OutputStream out) throws IOException {
        long start = spans.stream().mapToLong(Span::begin).min().orElse(0);
        try (JsonGenerator json = new ObjectMapper().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("displayTimeUnit", "ms");
            json.writeArrayFieldStart("traceEvents");
            name(json, "process_name", "ouroboros3d", 0);
            for (int track = 0; track < tracks.size(); track++) {
                name(json, "thread_name", tracks.get(track), track);
            }
            for (Span span : spans) {
                write(json, span, start);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** A metadata event, by which viewers know what to call a process or a thread. */
    private static void name(JsonGenerator json, String what, String name, int track) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", what);
        json.writeStringField("ph", "M");
        where(json, track);
        json.writeObjectField("args", Map.of("name", name));
        json.writeEndObject();
    }

    /** A complete event, begin and duration in microseconds. */
    private static void write(JsonGenerator json, Span span, long start) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", span.name());
        json.writeStringField("cat", span.category());
        json.writeStringField("ph", "X");
        json.writeNumberField("ts", (span.begin() - start) * MICROSECONDS);
        json.writeNumberField("dur", (span.end() - span.begin()) * MICROSECONDS);
        where(json, span.track());
        if (span.details().isPresent()) {
            Details details = span.details().get();
            json.writeObjectFieldStart("args");
            json.writeObjectField("inputs", details.inputs());
            json.writeObjectField("outputs", details.outputs());
            json.writeNumberField("flop", details.cost().flop());
            json.writeNumberField("bytesRead", details.cost().bytesRead());
            json.writeNumberField("bytesWritten", details.cost().bytesWritten());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void where(JsonGenerator json, int track) throws IOException {
        json.writeNumberField("pid", PROCESS);
        json.writeNumberField("tid", track + 1);
    }
}
