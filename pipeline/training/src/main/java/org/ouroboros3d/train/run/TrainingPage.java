package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.ouroboros3d.io.AtomicFile;

/**
 * A page that shows a run: curves and pictures, in one file that needs nothing else. While the run goes on the page loads
 * itself again now and then.
 */
final class TrainingPage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEMPLATE = "training.html";
    /** More points than a screen has columns would only make the file large. */
    private static final int MAX_POINTS = 1000;

    private static final int MAX_PICTURES = 8;

    private final RunFolder folder;
    private final String title;
    private final ObjectNode settings;

    /**
     * Prepares; nothing is written yet.
     *
     * @param title of the page
     * @param settings to be shown
     */
    TrainingPage(RunFolder folder, String title, ObjectNode settings) {
        this.folder = folder;
        this.title = title;
        this.settings = settings;
    }

    /**
     * Writes the page, all at once.
     *
     * @param reports the steps so far
     * @param total steps of the run
     * @param status where the run stands, such as {@code running}
     * @param running whether there is more to come
     */
    void write(List<StepReport> reports, long total, String status, boolean running) {
        ObjectNode data = JSON.createObjectNode();
        data.put("title", title);
        data.put("status", status);
        data.put("running", running);
        data.put("total", total);
        data.put("done", reports.isEmpty() ? 0 : reports.getLast().step());
        data.put("seconds", reports.stream().mapToDouble(StepReport::seconds).sum());
        data.set("settings", settings);
        curves(data, reports);
        pictures(data.putArray("pictures"));
        // A closing tag inside of the data would end the script that holds it.
        String json = data.toString().replace("<", "\\u003c");
        byte[] page = template().replace("\"DATA\"", json).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(folder.page(), out -> out.write(page));
    }

    private static void curves(ObjectNode data, List<StepReport> reports) {
        int bin = Math.max(1, Math.ceilDiv(reports.size(), MAX_POINTS));
        data.put("bin", bin);
        List<List<StepReport>> bins = new ArrayList<>();
        for (int at = 0; at < reports.size(); at += bin) {
            bins.add(reports.subList(at, Math.min(at + bin, reports.size())));
        }
        ArrayNode steps = data.putArray("steps");
        bins.forEach(part -> steps.add(part.getLast().step()));
        Set<String> terms = new LinkedHashSet<>();
        reports.forEach(report -> terms.addAll(report.losses().terms().keySet()));
        ObjectNode losses = data.putObject("losses");
        for (String term : terms) {
            means(losses.putArray(term), bins, report -> report.losses().terms().getOrDefault(term, Double.NaN));
        }
        means(data.putArray("learningRate"), bins, StepReport::learningRate);
        means(data.putArray("gradientNorm"), bins, StepReport::gradientNorm);
        means(data.putArray("secondsPerStep"), bins, StepReport::seconds);
    }

    private static void means(ArrayNode to, List<List<StepReport>> bins, ToDoubleFunction<StepReport> value) {
        for (List<StepReport> bin : bins) {
            double mean = bin.stream().mapToDouble(value).average().orElse(Double.NaN);
            if (Double.isFinite(mean)) {
                to.add((float) mean);
            } else {
                to.addNull();
            }
        }
    }

    private void pictures(ArrayNode to) {
        List<Path> all = SamplePictures.files(folder.samples());
        int count = Math.min(MAX_PICTURES, all.size());
        try {
            for (int i = 0; i < count; i++) {
                // Evenly over the run, the first and the last always.
                int index = count == 1 ? 0 : (int) ((long) i * (all.size() - 1) / (count - 1));
                Path file = all.get(index);
                ObjectNode picture = to.addObject();
                picture.put("name", file.getFileName().toString().replaceAll("\\D+0*(?=\\d)|\\.png", ""));
                picture.put(
                        "png", "data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a sample's picture cannot be read: " + e, e);
        }
    }

    private static String template() {
        try (InputStream in = TrainingPage.class.getResourceAsStream(TEMPLATE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the page's template cannot be read from the jar", e);
        }
    }
}
