package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
            description =
                    "Waiting requests of equal options that a copy computes together, at most (default: ${DEFAULT-VALUE}).")
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
        ObjectNode json = Json.object();
        json.put("model", loaded.info().name());
        json.put("device", loaded.device().toString());
        json.put("precision", loaded.precision().toString());
        json.put("lowVram", loaded.offload());
        json.put("steps", options.steps());
        json.put("clients", clients);
        json.put("requests", requests);
        json.put("batch", batch);
        json.put("models", models);
        Table table = new Table("milliseconds", ">p50", ">p95", ">p99", ">max");
        add(table, json, "latency", "latencyMillis", figures.latency());
        add(table, json, "of it, queued", "queuedMillis", figures.queued());
        double throughput = requests / figures.seconds();
        Json.number(json, "requestsPerSecond", throughput);
        json.put("allocatedBytesPerRequest", figures.allocatedBytes());
        json.put("liveTensorsBefore", figures.liveTensorsBefore());
        json.put("liveTensorsAfter", figures.liveTensorsAfter());
        json.put("classesLoaded", figures.classesLoaded());
        figures.residentFirst().ifPresent(bytes -> json.put("residentBytesFirst", bytes));
        figures.residentLast().ifPresent(bytes -> json.put("residentBytesLast", bytes));
        String text = String.join(
                System.lineSeparator(),
                String.format(
                        Locale.ROOT,
                        "%s on %s in %s, loaded %s: %d clients, %d requests of %d steps, up to %d together",
                        loaded.info().name(),
                        loaded.device(),
                        loaded.precision(),
                        models == 1 ? "once" : models + " times",
                        clients,
                        requests,
                        options.steps(),
                        batch),
                "",
                table.toString(),
                "",
                String.format(Locale.ROOT, "%.3f requests a second", throughput),
                String.format(Locale.ROOT, "%.2f MiB of Java objects a request", figures.allocatedBytes() / MEBIBYTE),
                String.format(
                        Locale.ROOT,
                        "%d live tensors before, %d after",
                        figures.liveTensorsBefore(),
                        figures.liveTensorsAfter()),
                figures.classesLoaded() + " classes loaded after the first request",
                "resident memory " + mebibytes(figures.residentFirst()) + " after the first request, "
                        + mebibytes(figures.residentLast()) + " after the last");
        return new Outcome(ExitCode.OK, text, json);
    }

    private static void add(Table table, ObjectNode json, String row, String key, Quantiles times) {
        table.row(row, millis(times.p50()), millis(times.p95()), millis(times.p99()), millis(times.max()));
        ObjectNode millis = json.putObject(key);
        Json.number(millis, "p50", times.p50());
        Json.number(millis, "p95", times.p95());
        Json.number(millis, "p99", times.p99());
        Json.number(millis, "max", times.max());
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String mebibytes(OptionalLong bytes) {
        return bytes.isPresent() ? String.format(Locale.ROOT, "%.1f MiB", bytes.getAsLong() / MEBIBYTE) : "unknown";
    }
}
