package org.ouroboros3d.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.bench.LoopModel;
import org.ouroboros3d.bench.LoopProfile;
import org.ouroboros3d.bench.OperatorTotals;
import org.ouroboros3d.bench.StageProfile;

/**
 * A profile.
 *
 * @param launchTimes whether all times are those of launching on a device
 * @param trace the file that was written, or null
 * @param spans in it, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProfileReport(
        String model,
        String device,
        String precision,
        int steps,
        double millis,
        boolean launchTimes,
        List<Stage> stages,
        Stage run,
        Path trace,
        Integer spans)
        implements Outcome {
    private static final double MILLIS = 1e-6;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double TERA = 1e12;
    private static final double GIGA = 1e9;
    private static final double PERCENT = 100;

    /** A stage, with its share of the run and what of it no operator takes. */
    record Stage(
            String name,
            long runs,
            long calls,
            double millis,
            double share,
            long flop,
            long bytesRead,
            long bytesWritten,
            List<Group> operators,
            double outsideOperatorsMillis) {
        private static Stage of(String name, StageProfile stage, double runMillis) {
            OperatorTotals total = stage.total();
            List<Group> groups = new ArrayList<>();
            stage.operators().forEach((group, sums) -> groups.add(Group.of(group.label(), sums, runMillis)));
            double millis = stage.nanos() * MILLIS;
            return new Stage(
                    name,
                    stage.runs(),
                    total.calls(),
                    millis,
                    millis / runMillis,
                    total.flop(),
                    total.bytesRead(),
                    total.bytesWritten(),
                    groups,
                    (stage.nanos() - total.nanos()) * MILLIS);
        }

        private void addTo(Table table, double runMillis) {
            row(table, name, "", new Group("", calls, millis, share, flop, bytesRead, bytesWritten));
            operators.forEach(group -> row(table, "", group.group, group));
            if (outsideOperatorsMillis > 0) {
                table.row(
                        "",
                        "outside operators",
                        "",
                        Table.fixed(1, outsideOperatorsMillis),
                        percent(outsideOperatorsMillis / runMillis),
                        "",
                        "",
                        "",
                        "");
            }
        }
    }

    /** Operators of a kind in a stage. */
    record Group(String group, long calls, double millis, double share, long flop, long bytesRead, long bytesWritten) {
        private static Group of(String label, OperatorTotals sums, double runMillis) {
            double millis = sums.nanos() * MILLIS;
            return new Group(
                    label,
                    sums.calls(),
                    millis,
                    millis / runMillis,
                    sums.flop(),
                    sums.bytesRead(),
                    sums.bytesWritten());
        }
    }

    /** @param trace the file that was written, or null */
    static ProfileReport of(LoopModel model, String precision, int steps, LoopProfile profile, Path trace) {
        double millis = profile.nanos() * MILLIS;
        List<Stage> stages = new ArrayList<>();
        profile.stages().forEach((name, stage) -> stages.add(Stage.of(name, stage, millis)));
        StageProfile whole =
                new StageProfile(1, profile.nanos(), profile.total().operators());
        return new ProfileReport(
                model.name(),
                model.device().toString(),
                precision,
                steps,
                millis,
                !model.device().isHost(),
                stages,
                Stage.of("run", whole, millis),
                trace,
                trace == null ? null : profile.trace().size());
    }

    @Override
    public String text() {
        String line = System.lineSeparator();
        Table table = new Table(
                "stage", "operators", ">calls", ">ms", ">share", ">TFLOP", ">TFLOP/s", ">GB read", ">GB written");
        stages.forEach(stage -> stage.addTo(table, millis));
        run.addTo(table, millis);
        return String.format(
                        Locale.ROOT,
                        "%s on %s, %s: %d steps in %.3f s",
                        model,
                        device,
                        precision,
                        steps,
                        millis / MILLIS_PER_SECOND)
                + (launchTimes ? line + "All times are those of launching; the device computes meanwhile." : "")
                + line
                + line
                + table
                + (trace == null ? "" : line + line + trace + ": " + spans + " spans");
    }

    private static void row(Table table, String stage, String label, Group sums) {
        boolean arithmetic = sums.flop > 0;
        table.row(
                stage,
                label,
                String.valueOf(sums.calls),
                Table.fixed(1, sums.millis),
                percent(sums.share),
                arithmetic ? Table.fixed(4, sums.flop / TERA) : "",
                arithmetic ? Table.fixed(3, sums.flop / (sums.millis / MILLIS_PER_SECOND) / TERA) : "",
                Table.fixed(3, sums.bytesRead / GIGA),
                Table.fixed(3, sums.bytesWritten / GIGA));
    }

    private static String percent(double share) {
        return Table.fixed(1, share * PERCENT) + "%";
    }
}
