package org.ouroboros3d.cli;

import org.ouroboros3d.bench.LoopBenchmark;
import org.ouroboros3d.bench.LoopModel;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.tensor.LibTorch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ouroboros3d bench loop}. */
@Command(
        name = "loop",
        description =
                "Times the steps of a generation stage by stage, with the roofline time of each: its arithmetic at the"
                        + " rates of a matrix product and a convolution, measured in the same run. Also reports bytes"
                        + " copied, tensors made, Java bytes allocated and peak memory.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d bench loop",
            "  ouroboros3d bench loop --steps 25 --repeats 5 --json",
            "  ouroboros3d bench loop --model runs/joint/model --precision bf16",
            "  ouroboros3d bench loop --full-size --steps 1 --repeats 1",
            "  ouroboros3d bench loop --device cuda --cuda-graphs",
        })
final class BenchLoopCommand extends CliCommand {
    private static final int MAX_STEPS = 1000;
    private static final int MAX_REPEATS = 10_000;

    @Mixin
    private LoopModelFlags model;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5",
            description = "Denoising steps of a run (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "Timed runs, after two that count operators and copies (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Mixin
    private CudaGraphsFlag cudaGraphs;

    @Override
    Outcome run() {
        requireRange("--steps", steps, MAX_STEPS);
        requireRange("--repeats", repeats, MAX_REPEATS);
        boolean graphs = cudaGraphs.on(model.device(), spec().commandLine());
        model.require(spec());
        try (Progress progress = Progress.on(err())) {
            progress.stage(model.opening());
            try (LoopModel timed = model.open()) {
                LoopBenchmark.Settings settings = new LoopBenchmark.Settings(
                        GenerationOptions.defaults().withSteps(steps), repeats, !model.takesMinutes(), graphs);
                return outcome(timed, LoopBenchmark.run(timed, model.dtype(), settings, progress::stage));
            }
        }
    }

    private Outcome outcome(LoopModel timed, LoopBenchmark.Result result) {
        return new LoopReport(
                timed.name(),
                timed.parameters(),
                timed.imageSize(),
                timed.device().toString(),
                LibTorch.load().threads(),
                model.precision(),
                model.offload(),
                steps,
                repeats,
                LoopReport.Rates.of(result.rates()),
                result.stages().stream()
                        .map(stage -> LoopReport.Stage.of(
                                stage, result.stagePeakBytes().get(stage.name())))
                        .toList(),
                LoopReport.Stage.of(result.step(), null),
                result.counts().stream().map(LoopReport.Counts::of).toList(),
                result.mostLiveTensors(),
                result.javaBytes(),
                result.peakResidentBytes(),
                result.cudaGraphs().map(LoopReport.Graphs::of).orElse(null));
    }
}
