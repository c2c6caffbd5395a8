package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.image.ImageCodecs;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.verify.Comparison;
import org.ouroboros3d.verify.GoldenCheck;
import org.ouroboros3d.verify.GoldenChecks;
import org.ouroboros3d.verify.GoldenFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ouroboros3d verify}. */
@Command(
        name = "verify",
        description = {
            "Runs golden files, which hold inputs, weights and outputs of the reference implementation, through this"
                    + " program's modules, and compares the outputs.",
            "Use it to check a new LibTorch, driver or machine. Exits with 5 when an output is beyond its tolerance.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d verify tests/src/test/resources/goldens",
            "  ouroboros3d verify --json vae_encoder.golden.safetensors",
        })
final class VerifyCommand extends CliCommand {
    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Golden files (*" + GoldenSearch.ENDING + "), or folders of them.")
    private List<Path> files;

    @Mixin
    private DeviceFlag device;

    @Override
    Outcome run() {
        List<Path> goldens =
                files.stream().flatMap(file -> GoldenSearch.in(file).stream()).toList();
        device.requireUsable();
        List<Verification> verifications = new ArrayList<>();
        try (Progress progress = Progress.on(err())) {
            for (Path golden : goldens) {
                progress.step("Verifying", verifications.size(), goldens.size());
                verifications.add(verify(GoldenFile.read(golden)));
            }
        }
        requireSomeChecked(verifications);
        return new VerificationReport(verifications);
    }

    private Verification verify(GoldenFile golden) {
        Optional<GoldenCheck> check = GoldenChecks.forModule(golden.module());
        if (check.isEmpty()) {
            return Verification.notChecked(golden.path(), golden.module());
        }
        try (TensorScope scope = TensorScope.open();
                GradMode mode = GradMode.disabled()) {
            List<Comparison> comparisons = check.get().run(golden, device.named());
            return Verification.compared(golden.path(), golden.module(), comparisons);
        } catch (NativeException | WeightsException | IllegalArgumentException e) {
            // An operator that another LibTorch refuses, or a golden file that lacks something: the other modules are
            // worth knowing all the more.
            return Verification.failed(golden.path(), golden.module(), e);
        } catch (LinkageError e) {
            if (ImageCodecs.available()) {
                throw e;
            }
            return Verification.notChecked(
                    golden.path(), golden.module(), "needs OpenCV, which this installation leaves out");
        }
    }

    private static void requireSomeChecked(List<Verification> verifications) {
        if (verifications.stream().allMatch(golden -> golden.state() == Verification.State.NOT_CHECKED)) {
            throw new CliException(
                    ExitCode.INPUT,
                    "nothing checks the modules of these files; known are "
                            + String.join(
                                    ", ",
                                    GoldenChecks.modules().stream().sorted().toList()));
        }
    }
}
