package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.verify.Comparison;
import org.ouroboros3d.verify.Measure;

/** The table of {@code verify}, and the same as JSON. */
final class VerificationReport {
    private VerificationReport() {}

    static Outcome of(List<Verification> verifications) {
        boolean passed = verifications.stream().noneMatch(Verification::isBad);
        return new Outcome(
                passed ? ExitCode.OK : ExitCode.BEYOND_TOLERANCE, text(verifications), json(verifications, passed));
    }

    private static String text(List<Verification> verifications) {
        Table table =
                new Table("MODULE", "GOLDEN", "OUTPUT", ">RELATIVE", ">MAX ABS", ">TOLERANCE", "JUDGED BY", "VERDICT");
        for (Verification verification : verifications) {
            String module = verification.module();
            String golden = name(verification);
            switch (verification.state()) {
                case COMPARED ->
                    verification.comparisons().forEach(comparison -> {
                        table.row(
                                module,
                                golden,
                                comparison.name(),
                                scientific(comparison.relative()),
                                scientific(comparison.maxAbs()),
                                scientific(comparison.tolerance()),
                                judgedBy(comparison),
                                verdict(comparison));
                    });
                case NOT_CHECKED -> table.row(module, golden, "", "", "", "", "", verification.remark());
                case FAILED -> table.row(module, golden, "", "", "", "", "", "FAILED: " + verification.remark());
            }
        }
        return table + System.lineSeparator() + summary(verifications);
    }

    private static String verdict(Comparison comparison) {
        String word = comparison.passed() ? "ok" : "BEYOND TOLERANCE";
        return comparison.why().isEmpty() ? word : word + " (" + comparison.why() + ")";
    }

    private static String summary(List<Verification> verifications) {
        List<Comparison> comparisons = verifications.stream()
                .flatMap(verification -> verification.comparisons().stream())
                .toList();
        double worst = comparisons.stream()
                .filter(comparison -> comparison.measure() == Measure.RELATIVE_L2)
                .mapToDouble(Comparison::relative)
                .max()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                "Golden files: %d compared, %d failed, %d that nothing checks. Outputs: %d within tolerance, %d beyond."
                        + " Worst relative error that is judged: %.2e",
                count(verifications, Verification.State.COMPARED),
                count(verifications, Verification.State.FAILED),
                count(verifications, Verification.State.NOT_CHECKED),
                comparisons.stream().filter(Comparison::passed).count(),
                comparisons.stream().filter(comparison -> !comparison.passed()).count(),
                worst);
    }

    private static long count(List<Verification> verifications, Verification.State state) {
        return verifications.stream()
                .filter(verification -> verification.state() == state)
                .count();
    }

    private static ObjectNode json(List<Verification> verifications, boolean passed) {
        ObjectNode json = Json.object();
        json.put("passed", passed);
        ArrayNode files = json.putArray("files");
        for (Verification verification : verifications) {
            ObjectNode file = files.addObject();
            file.put("file", verification.file().toString());
            file.put("module", verification.module());
            file.put("state", verification.state().name().toLowerCase(Locale.ROOT));
            file.put("remark", verification.remark());
            ArrayNode outputs = file.putArray("outputs");
            verification.comparisons().forEach(comparison -> outputs.add(json(comparison)));
        }
        return json;
    }

    private static ObjectNode json(Comparison comparison) {
        ObjectNode output = Json.object();
        output.put("name", comparison.name());
        Json.number(output, "relative", comparison.relative());
        Json.number(output, "maxAbs", comparison.maxAbs());
        Json.number(output, "tolerance", comparison.tolerance());
        output.put("judgedBy", judgedBy(comparison));
        output.put("passed", comparison.passed());
        output.put("why", comparison.why());
        return output;
    }

    private static String name(Verification verification) {
        String file = verification.file().getFileName().toString();
        return file.endsWith(GoldenSearch.ENDING)
                ? file.substring(0, file.length() - GoldenSearch.ENDING.length())
                : file;
    }

    private static String judgedBy(Comparison comparison) {
        return comparison.measure() == Measure.RELATIVE_L2 ? "relative" : "max abs";
    }

    private static String scientific(double value) {
        return String.format(Locale.ROOT, "%.2e", value);
    }
}
