package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.bench.ScalingStudy;
import org.ouroboros3d.raster.NativeLibrary;

/** A scaling study as tables and as JSON, in medians of milliseconds. */
final class ScalingReport {
    private ScalingReport() {}

    static Outcome of(List<ScalingStudy.Series> study, String heading) {
        String library = NativeLibrary.load().buildInfo();
        String line = System.lineSeparator();
        StringBuilder text = new StringBuilder(heading).append(line).append(library);
        ObjectNode json = Json.object();
        json.put("heading", heading);
        json.put("library", library);
        ObjectNode all = json.putObject("scaling");
        for (ScalingStudy.Series series : study) {
            Table table = new Table(">" + series.varied(), ">forward, ms", ">state kept, ms", ">backward, ms");
            ArrayNode points = all.putArray(series.varied());
            for (ScalingStudy.Point point : series.points()) {
                double forward = point.times().forward().median();
                double withState = point.times().forwardWithState().median();
                double backward = point.times().backward().median();
                table.row(String.valueOf(point.value()), millis(forward), millis(withState), millis(backward));
                ObjectNode entry = points.addObject();
                entry.put(series.varied(), point.value());
                Json.number(entry, "forwardMillis", forward);
                Json.number(entry, "forwardWithStateMillis", withState);
                Json.number(entry, "backwardMillis", backward);
            }
            text.append(line).append(line).append(table);
        }
        return new Outcome(ExitCode.OK, text.toString(), json);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
