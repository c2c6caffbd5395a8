package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import org.ouroboros3d.bench.LoopModel;
import org.ouroboros3d.bench.LoopProfile;
import org.ouroboros3d.bench.OperatorTotals;
import org.ouroboros3d.bench.StageProfile;

/** A profile as a table and as JSON. */
record ProfileReport(LoopModel model, String precision, int steps, LoopProfile profile) {
    private static final double MILLIS = 1e-6;
    private static final double SECONDS = 1e-9;
    private static final double TERA = 1e12;
    private static final double GIGA = 1e9;
    private static final double PERCENT = 100;

    /** @param trace the file that was written, or null */
    Outcome outcome(Path trace) {
        ObjectNode json = Json.object();
        json.put("model", model.name());
        json.put("device", model.device().toString());
        json.put("precision", precision);
        json.put("steps", steps);
        Json.number(json, "millis", profile.nanos() * MILLIS);
        json.put("launchTimes", !model.device().isHost());
        Table table = new Table(
                "stage", "operators", ">calls", ">ms", ">share", ">TFLOP", ">TFLOP/s", ">GB read", ">GB written");
        ArrayNode stages = json.putArray("stages");
        profile.stages().forEach((name, stage) -> add(table, stages.addObject(), name, stage));
        StageProfile total = profile.total();
        add(table, json.putObject("run"), "run", new StageProfile(1, profile.nanos(), total.operators()));
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s on %s, %s: %d steps in %.3f s",
                model.name(),
                model.device(),
                precision,
                steps,
                profile.nanos() * SECONDS));
        String line = System.lineSeparator();
        if (!model.device().isHost()) {
            text.append(line).append("All times are those of launching; the device computes meanwhile.");
        }
        text.append(line).append(line).append(table);
        if (trace != null) {
            json.put("trace", trace.toString());
            json.put("spans", profile.trace().size());
            text.append(line)
                    .append(line)
                    .append(trace)
                    .append(": ")
                    .append(profile.trace().size())
                    .append(" spans");
        }
        return new Outcome(ExitCode.OK, text.toString(), json);
    }

    private void add(Table table, ObjectNode json, String name, StageProfile stage) {
        OperatorTotals total = stage.total();
        row(table, name, "", stage.nanos(), total);
        json.put("name", name);
        json.put("runs", stage.runs());
        fill(json, stage.nanos(), total);
        ArrayNode groups = json.putArray("operators");
        stage.operators().forEach((group, sums) -> {
            row(table, "", group.label(), sums.nanos(), sums);
            ObjectNode entry = groups.addObject();
            entry.put("group", group.label());
            fill(entry, sums.nanos(), sums);
        });
        long outside = stage.nanos() - total.nanos();
        Json.number(json, "outsideOperatorsMillis", outside * MILLIS);
        if (outside > 0) {
            table.row("", "outside operators", "", millis(outside), share(outside), "", "", "", "");
        }
    }

    private void fill(ObjectNode json, long nanos, OperatorTotals totals) {
        json.put("calls", totals.calls());
        Json.number(json, "millis", nanos * MILLIS);
        Json.number(json, "share", (double) nanos / profile.nanos());
        json.put("flop", totals.flop());
        json.put("bytesRead", totals.bytesRead());
        json.put("bytesWritten", totals.bytesWritten());
    }

    private void row(Table table, String stage, String group, long nanos, OperatorTotals totals) {
        boolean arithmetic = totals.flop() > 0;
        table.row(
                stage,
                group,
                String.valueOf(totals.calls()),
                millis(nanos),
                share(nanos),
                arithmetic ? String.format(Locale.ROOT, "%.4f", totals.flop() / TERA) : "",
                arithmetic ? String.format(Locale.ROOT, "%.3f", totals.flop() / (nanos * SECONDS) / TERA) : "",
                gigabytes(totals.bytesRead()),
                gigabytes(totals.bytesWritten()));
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos * MILLIS);
    }

    private String share(long nanos) {
        return String.format(Locale.ROOT, "%.1f%%", PERCENT * nanos / profile.nanos());
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.3f", bytes / GIGA);
    }
}
