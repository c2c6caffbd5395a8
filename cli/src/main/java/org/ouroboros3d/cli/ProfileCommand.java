package org.ouroboros3d.cli;

import java.nio.file.Path;
import org.ouroboros3d.bench.LoopModel;
import org.ouroboros3d.bench.LoopProfile;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ouroboros3d profile}. */
@Command(
        name = "profile",
        description = {
            "Profiles a generation: calls, time, TFLOP and bytes by stage and group of operators.",
            "",
            "FLOP are counted from shapes, two for each multiplication with its addition in convolutions, matrix"
                    + " products and attention. On a CUDA device all times are those of launching, since nothing waits"
                    + " for the device; Nsight Systems shows its times, with the same stages as NVTX ranges.",
            "",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d profile",
            "  ouroboros3d profile cat.png --steps 5 --trace cat.json   # for chrome://tracing or ui.perfetto.dev",
        })
final class ProfileCommand extends CliCommand {
    private static final int MAX_STEPS = 1000;

    @Parameters(
            arity = "0..1",
            paramLabel = "IMAGE",
            description = "Picture of one object, as generate takes it (default: a procedural object).")
    private Path image;

    @Mixin
    private ModelFlag model;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "2",
            description = "Denoising steps that are observed, after one that is not (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write every stage and operator, with shapes, as Chrome trace JSON.")
    private Path trace;

    @Option(names = "--force", description = "Replace FILE if it exists.")
    private boolean force;

    @Mixin
    private ComputeFlags compute;

    @Mixin
    private DeviceFlag device;

    @Override
    Outcome run() {
        requireRange("--steps", steps, MAX_STEPS);
        if (trace != null) {
            DestinationFile.require(trace, force);
        }
        try (Progress progress = Progress.on(err())) {
            Image object = image == null ? null : ForegroundReader.read(image, null);
            device.requireUsable();
            progress.stage("Loading the model");
            try (LoopModel loaded = LoopModel.open(device.named(), compute.options(), model.folders())) {
                progress.stage("Generating");
                LoopProfile profile = LoopProfile.of(
                        loaded,
                        object == null ? loaded.anyObject() : object,
                        GenerationOptions.defaults().withSteps(steps));
                if (trace != null) {
                    profile.trace().write(trace);
                }
                return ProfileReport.of(loaded, compute.precision().toString(), steps, profile, trace);
            }
        }
    }
}
