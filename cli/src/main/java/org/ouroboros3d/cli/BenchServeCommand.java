package org.ouroboros3d.cli;

import java.util.Locale;
import java.util.OptionalLong;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.bench.Quantiles;
import org.ouroboros3d.bench.ServingBenchmark;
import org.ouroboros3d.bench.ServingFigures;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.load.ModelOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ouroboros3d bench serve}. */
@Command(
        name = "serve",
        description =
                "Times a loaded model under concurrent clients, each of which asks again as soon as it is answered:"
                        + " latency, waiting time and throughput, and growth of memory, tensors and classes.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d bench serve",
            "  ouroboros3d bench serve --models 2 --threads 1",
            "  ouroboros3d bench serve --clients 16 --requests 200 --steps 10 --precision bf16 --json",
        })
final class BenchServeCommand extends CliCommand {
    private static final int MAX_CLIENTS = 10_000;
    private static final int MAX_REQUESTS = 1_000_000;
    private static final int MAX_MODELS = 64;
    private static final double MEBIBYTE = 1024 * 1024;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "4",
            description = "Clients that ask at the same time (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "40",
            description =
                    "Timed requests of all clients together, after two for each model that are not timed (default:"
                            + " ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Waiting requests of equal options that a copy computes together, at most (default:"
                    + " ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--models",
            paramLabel = "N",
            defaultValue = "1",
            description = "Copies of the model that serve side by side, each with its own clients and as many threads"
                    + " as --threads says (default: ${DEFAULT-VALUE}).")
    private int models;

    @Mixin
    private ModelFlag model;

    @Mixin
    private DeviceFlag device;

    @Mixin
    private ComputeFlags compute;

    @Mixin
    private CudaGraphsFlag cudaGraphs;

    @ArgGroup(exclusive = false, heading = "%nThe method:%n")
    private GenerationFlags flags = new GenerationFlags();

    @Override
    Outcome run() {
        requireRange("--clients", clients, MAX_CLIENTS);
        requireRange("--requests", requests, MAX_REQUESTS);
        requireRange("--batch", batch, MAX_CLIENTS);
        requireRange("--models", models, MAX_MODELS);
        if (models > clients) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--models " + models + " needs at least " + models + " clients; add --clients " + models);
        }
        flags.check(spec().commandLine());
        boolean graphs = cudaGraphs.on(device.named(), spec().commandLine());
        try (Interruption interruption = Interruption.open();
                Progress progress = Progress.on(err())) {
            device.requireUsable();
            progress.stage("Loading the model");
            ModelOptions opening = compute.options()
                    .withMaxWaiting(clients)
                    .withMaxBatch(batch)
                    .withCudaGraphs(graphs);
            try (ServingModels loaded = ServingModels.open(models, device.named(), opening, model.folders())) {
                Ouroboros3D first = loaded.all().getFirst();
                GenerationOptions options = flags.options(spec().commandLine(), first.info());
                ServingFigures figures = ServingBenchmark.run(
                        loaded.all(),
                        options,
                        clients,
                        requests,
                        (done, total) -> progress.step("Serving", done, total));
                return outcome(first, options, figures);
            }
        }
    }

    private Outcome outcome(Ouroboros3D loaded, GenerationOptions options, ServingFigures figures) {
        return new Result(
                loaded.info().name(),
                loaded.device().toString(),
                loaded.precision().toString(),
                loaded.offload(),
                options.steps(),
                clients,
                requests,
                batch,
                models,
                figures.latency(),
                figures.queued(),
                requests / figures.seconds(),
                figures.allocatedBytes(),
                figures.liveTensorsBefore(),
                figures.liveTensorsAfter(),
                figures.classesLoaded(),
                figures.residentFirst(),
                figures.residentLast());
    }

    private record Result(
            String model,
            String device,
            String precision,
            boolean lowVram,
            int steps,
            int clients,
            int requests,
            int batch,
            int models,
            Quantiles latencyMillis,
            Quantiles queuedMillis,
            double requestsPerSecond,
            long allocatedBytesPerRequest,
            long liveTensorsBefore,
            long liveTensorsAfter,
            long classesLoaded,
            OptionalLong residentBytesFirst,
            OptionalLong residentBytesLast)
            implements Outcome {
        @Override
        public String text() {
            Table table = new Table("milliseconds", ">p50", ">p95", ">p99", ">max");
            add(table, "latency", latencyMillis);
            add(table, "of it, queued", queuedMillis);
            return String.join(
                    System.lineSeparator(),
                    String.format(
                            Locale.ROOT,
                            "%s on %s in %s, loaded %s: %d clients, %d requests of %d steps, up to %d together",
                            model,
                            device,
                            precision,
                            models == 1 ? "once" : models + " times",
                            clients,
                            requests,
                            steps,
                            batch),
                    "",
                    table.toString(),
                    "",
                    Table.fixed(3, requestsPerSecond) + " requests a second",
                    Table.fixed(2, allocatedBytesPerRequest / MEBIBYTE) + " MiB of Java objects a request",
                    liveTensorsBefore + " live tensors before, " + liveTensorsAfter + " after",
                    classesLoaded + " classes loaded after the first request",
                    "resident memory " + mebibytes(residentBytesFirst) + " after the first request, "
                            + mebibytes(residentBytesLast) + " after the last");
        }

        private static void add(Table table, String row, Quantiles times) {
            table.row(
                    row,
                    Table.fixed(1, times.p50()),
                    Table.fixed(1, times.p95()),
                    Table.fixed(1, times.p99()),
                    Table.fixed(1, times.max()));
        }

        private static String mebibytes(OptionalLong bytes) {
            return bytes.isPresent() ? Table.fixed(1, bytes.getAsLong() / MEBIBYTE) + " MiB" : "unknown";
        }
    }
}
