package org.ouroboros3d.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.verify.Comparison;
import org.ouroboros3d.verify.Measure;

/**
 * What came of {@code verify}.
 *
 * @param files golden files
 */
record VerificationReport(List<Verification> files) implements Outcome {
    @JsonProperty
    boolean passed() {
        return files.stream().noneMatch(Verification::isBad);
    }

    @Override
    public int exitCode() {
        return passed() ? ExitCode.OK : ExitCode.BEYOND_TOLERANCE;
    }

    @Override
    public String text() {
        Table table =
                new Table("MODULE", "GOLDEN", "OUTPUT", ">RELATIVE", ">MAX ABS", ">TOLERANCE", "JUDGED BY", "VERDICT");
        for (Verification verification : files) {
            String module = verification.module();
            String golden = name(verification);
            switch (verification.state()) {
                case COMPARED ->
                    verification.outputs().forEach(output -> {
                        table.row(
                                module,
                                golden,
                                output.name(),
                                scientific(output.relative()),
                                scientific(output.maxAbs()),
                                scientific(output.tolerance()),
                                output.judgedBy().label(),
                                verdict(output));
                    });
                case NOT_CHECKED -> table.row(module, golden, "", "", "", "", "", verification.remark());
                case FAILED -> table.row(module, golden, "", "", "", "", "", "FAILED: " + verification.remark());
            }
        }
        return table + System.lineSeparator() + summary();
    }

    private static String verdict(Comparison comparison) {
        String word = comparison.passed() ? "ok" : "BEYOND TOLERANCE";
        return comparison.why().isEmpty() ? word : word + " (" + comparison.why() + ")";
    }

    private String summary() {
        List<Comparison> outputs =
                files.stream().flatMap(file -> file.outputs().stream()).toList();
        double worst = outputs.stream()
                .filter(output -> output.judgedBy() == Measure.RELATIVE_L2)
                .mapToDouble(Comparison::relative)
                .max()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                "Golden files: %d compared, %d failed, %d that nothing checks. Outputs: %d within tolerance, %d beyond."
                        + " Worst relative error that is judged: %.2e",
                count(Verification.State.COMPARED),
                count(Verification.State.FAILED),
                count(Verification.State.NOT_CHECKED),
                outputs.stream().filter(Comparison::passed).count(),
                outputs.stream().filter(output -> !output.passed()).count(),
                worst);
    }

    private long count(Verification.State state) {
        return files.stream().filter(file -> file.state() == state).count();
    }

    private static String name(Verification verification) {
        String file = verification.file().getFileName().toString();
        return file.endsWith(GoldenSearch.ENDING)
                ? file.substring(0, file.length() - GoldenSearch.ENDING.length())
                : file;
    }

    private static String scientific(double value) {
        return String.format(Locale.ROOT, "%.2e", value);
    }
}
