package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code ouroboros3d doctor}. */
@Command(
        name = "doctor",
        description =
                "Checks Java, memory, cache, LibTorch, CUDA, the rasterizer and codecs, and gives a remedy for each"
                        + " fault.",
        footerHeading = "%nExit codes:%n",
        footer = {"  0  nothing is at fault", "  4  something is"})
final class DoctorCommand extends CliCommand {
    @Override
    Outcome run() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("Ouroboros3D", VersionProvider.version()));
        findings.addAll(MachineChecks.all());
        findings.addAll(LibraryChecks.all());
        return report(findings);
    }

    static Outcome report(List<Finding> findings) {
        long faults = findings.stream()
                .filter(finding -> finding.state() == Finding.State.FAULT)
                .count();
        return new Outcome(
                faults == 0 ? ExitCode.OK : ExitCode.ENVIRONMENT, text(findings, faults), json(findings, faults));
    }

    private static String text(List<Finding> findings, long faults) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(String.format(
                    Locale.ROOT, "%-5s  %-11s  %s%n", finding.state().label(), finding.subject(), finding.found()));
            if (!finding.remedy().isEmpty()) {
                text.append(String.format(Locale.ROOT, "%20s %s%n", "->", finding.remedy()));
            }
        }
        return text.append(
                        faults == 0
                                ? "Everything works."
                                : faults + (faults == 1 ? " fault." : " faults.") + " Remedies are behind the arrows.")
                .toString();
    }

    private static ObjectNode json(List<Finding> findings, long faults) {
        ObjectNode json = Json.object();
        json.put("healthy", faults == 0);
        ArrayNode list = json.putArray("findings");
        for (Finding finding : findings) {
            list.addObject()
                    .put("subject", finding.subject())
                    .put("state", finding.state().name().toLowerCase(Locale.ROOT))
                    .put("found", finding.found())
                    .put("remedy", finding.remedy());
        }
        return json;
    }
}
