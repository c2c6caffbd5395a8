package org.ouroboros3d.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.bench.ScalingStudy;
import org.ouroboros3d.raster.NativeLibrary;

/**
 * A scaling study in medians of milliseconds.
 *
 * @param heading what was timed
 * @param library that rasterized
 * @param scaling the rows of each series, under the name of what varies in them, which is also a key of the rows
 */
record ScalingReport(String heading, String library, Map<String, List<Map<String, Number>>> scaling)
        implements Outcome {
    private static final String FORWARD = "forwardMillis";
    private static final String WITH_STATE = "forwardWithStateMillis";
    private static final String BACKWARD = "backwardMillis";

    static ScalingReport of(List<ScalingStudy.Series> study, String heading) {
        Map<String, List<Map<String, Number>>> scaling = new LinkedHashMap<>();
        for (ScalingStudy.Series series : study) {
            List<Map<String, Number>> rows = new ArrayList<>();
            for (ScalingStudy.Point point : series.points()) {
                Map<String, Number> row = new LinkedHashMap<>();
                row.put(series.varied(), point.value());
                row.put(FORWARD, point.times().forward().median());
                row.put(WITH_STATE, point.times().forwardWithState().median());
                row.put(BACKWARD, point.times().backward().median());
                rows.add(row);
            }
            scaling.put(series.varied(), rows);
        }
        return new ScalingReport(heading, NativeLibrary.load().buildInfo(), scaling);
    }

    @Override
    public String text() {
        String line = System.lineSeparator();
        StringBuilder text = new StringBuilder(heading).append(line).append(library);
        scaling.forEach((varied, rows) -> {
            Table table = new Table(">" + varied, ">forward, ms", ">state kept, ms", ">backward, ms");
            for (Map<String, Number> row : rows) {
                table.row(
                        row.get(varied).toString(),
                        Table.fixed(1, row.get(FORWARD).doubleValue()),
                        Table.fixed(1, row.get(WITH_STATE).doubleValue()),
                        Table.fixed(1, row.get(BACKWARD).doubleValue()));
            }
            text.append(line).append(line).append(table);
        });
        return text.toString();
    }
}
