package org.ouroboros3d.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
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
        return new Report(findings);
    }

    /** Whether all is well, and everything that was looked at. */
    record Report(List<Finding> findings) implements Outcome {
        @JsonProperty
        boolean healthy() {
            return faults() == 0;
        }

        private long faults() {
            return findings.stream()
                    .filter(finding -> finding.state() == Finding.State.FAULT)
                    .count();
        }

        @Override
        public int exitCode() {
            return healthy() ? ExitCode.OK : ExitCode.ENVIRONMENT;
        }

        @Override
        public String text() {
            StringBuilder text = new StringBuilder();
            for (Finding finding : findings) {
                text.append(String.format(
                        Locale.ROOT, "%-5s  %-11s  %s%n", finding.state().label(), finding.subject(), finding.found()));
                if (!finding.remedy().isEmpty()) {
                    text.append(String.format(Locale.ROOT, "%20s %s%n", "->", finding.remedy()));
                }
            }
            return text.append(
                            healthy()
                                    ? "Everything works."
                                    : faults() + (faults() == 1 ? " fault." : " faults.")
                                            + " Remedies are behind the arrows.")
                    .toString();
        }
    }
}
