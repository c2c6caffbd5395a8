package org.ouroboros3d.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.image.ContactSheet;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.Scaling;

/** Keeps what a method made, and shows the best, the median and the worst object: ground truth, views, renderings. */
public final class ShowcaseSheet {
    private record Entry(Subject subject, Prediction prediction, double psnr) {}

    private final List<Entry> entries = new ArrayList<>();

    /** Creates a sheet that nothing was added to. */
    public ShowcaseSheet() {}

    /** Takes an object in. */
    public void add(Subject subject, Prediction prediction, SubjectScores scores) {
        entries.add(new Entry(subject, prediction, scores.renders().psnr()));
    }

    /**
     * {@return three rows for each of the three objects, one column a view} All pictures have the truth's size, see
     * {@link Scaling}.
     *
     * @throws IllegalStateException if nothing was added
     */
    public Image picture() {
        if (entries.isEmpty()) {
            throw new IllegalStateException("there is no object to show");
        }
        List<Entry> sorted = entries.stream()
                .sorted(Comparator.comparingDouble(Entry::psnr).reversed())
                .toList();
        Map<String, Entry> shown = new LinkedHashMap<>();
        shown.put("best", sorted.getFirst());
        shown.put("median", sorted.get(sorted.size() / 2));
        shown.put("worst", sorted.getLast());
        int size = sorted.getFirst().subject().input().width();
        List<Image> images = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        Map<String, List<Image>> rows = new HashMap<>();
        shown.forEach((rank, entry) -> {
            rows.put("truth", entry.subject().views());
            rows.put("views", entry.prediction().views());
            rows.put("3D", entry.prediction().renders());
            for (String row : List.of("truth", "views", "3D")) {
                for (int v = 0; v < rows.get(row).size(); v++) {
                    images.add(Scaling.square(rows.get(row).get(v), size));
                    labels.add(v == 0 ? rank + ": " + row : "");
                }
            }
        });
        return ContactSheet.of(
                images, labels, sorted.getFirst().subject().views().size());
    }
}
