package org.ouroboros3d.train.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.io.AtomicFile;
import org.ouroboros3d.train.StepLosses;

/** One line of JSON for every step of a run. */
final class MetricsLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Writer writer;

    private MetricsLog(Writer writer) {
        this.writer = writer;
    }

    /** {@return the steps that a file tells of, up to a step; what comes after it, perhaps cut short, is left out} */
    static List<StepReport> read(Path file, long lastStep) {
        List<StepReport> reports = new ArrayList<>();
        if (!Files.exists(file)) {
            return reports;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                JsonNode node = JSON.readTree(line);
                if (node.path("step").asLong() > lastStep) {
                    break;
                }
                reports.add(report(node));
            }
            return reports;
        } catch (JsonProcessingException e) {
            // The process was killed while it wrote the last line.
            return reports;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e, e);
        }
    }

    /** {@return a log that begins with some steps} */
    static MetricsLog open(Path file, List<StepReport> before) {
        AtomicFile.write(file, out -> {
            for (StepReport report : before) {
                out.write((json(report) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
        try {
            // Unlike a channel, this stream survives that its thread is interrupted.
            return new MetricsLog(
                    new OutputStreamWriter(new FileOutputStream(file.toFile(), true), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e, e);
        }
    }

    /** Writes a step, so that it is there even if the process is killed. */
    void add(StepReport report) {
        try {
            writer.write(json(report) + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("metrics cannot be written: " + e, e);
        }
    }

    private static String json(StepReport report) {
        ObjectNode node = JSON.createObjectNode();
        node.put("step", report.step());
        report.losses().terms().forEach(node.putObject("losses")::put);
        node.put("gradientNorm", report.gradientNorm());
        node.put("learningRate", report.learningRate());
        node.put("seconds", report.seconds());
        return node.toString();
    }

    private static StepReport report(JsonNode node) {
        Map<String, Double> losses = new LinkedHashMap<>();
        node.path("losses")
                .properties()
                .forEach(term -> losses.put(term.getKey(), term.getValue().doubleValue()));
        return new StepReport(
                node.path("step").longValue(),
                new StepLosses(losses),
                node.path("gradientNorm").doubleValue(),
                node.path("learningRate").doubleValue(),
                node.path("seconds").doubleValue());
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("metrics cannot be written: " + e, e);
        }
    }
}
