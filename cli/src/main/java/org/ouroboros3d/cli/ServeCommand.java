package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.serve.AccessToken;
import org.ouroboros3d.serve.ClientLimits;
import org.ouroboros3d.serve.PredictionServer;
import org.ouroboros3d.serve.Retention;
import org.ouroboros3d.serve.ServerMetrics;
import org.ouroboros3d.serve.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ouroboros3d serve}. */
@Command(
        name = "serve",
        description = "Serves a model over HTTP, with a web page at /, until Ctrl-C or SIGTERM; accepted requests are"
                + " finished first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d serve",
            "  ouroboros3d serve --port 9000 --models 2 --threads 1",
            "  ouroboros3d serve --host 0.0.0.0 --token-file token",
            "  curl --data-binary @cat.png -H 'Content-Type: image/png' -H 'Accept: model/gltf-binary' -o cat.glb"
                    + " http://localhost:8080/predictions",
        })
final class ServeCommand extends CliCommand {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_MODELS = 64;
    private static final int MAX_WAITING = 100_000;
    private static final int MIN_BODY = 1024;
    /** What decoders take; larger pictures are refused anyway. */
    private static final int MAX_BODY = 256 << 20;

    /** Container platforms give 30 seconds from SIGTERM to SIGKILL. */
    private static final Duration DRAIN = Duration.ofSeconds(25);

    /** Tells of features, sockets and times, where the line with the address says all. Held here, as loggers are collected. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port to listen on; 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = ServerOptions.LOCAL,
            description = "Name or address to listen on. Any other than a loopback address needs --token-file (default:"
                    + " ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--models",
            paramLabel = "N",
            defaultValue = "1",
            description = "Copies of the model that serve side by side, each with as many threads as --threads says"
                    + " (default: ${DEFAULT-VALUE}).")
    private int models;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Waiting requests of equal options that a copy computes together, at most (default:"
                    + " ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--max-waiting",
            paramLabel = "N",
            defaultValue = "64",
            description = "Requests that wait for each copy of the model, at most; more are answered 429 (default:"
                    + " ${DEFAULT-VALUE}).")
    private int maxWaiting;

    @Option(
            names = "--max-body",
            paramLabel = "BYTES",
            defaultValue = "" + ServerOptions.DEFAULT_MAX_BODY,
            description = "Size of a request's body, at most (default: ${DEFAULT-VALUE}).")
    private int maxBody;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File with the secret, one line of at least 16 characters, that clients send as 'Authorization:"
                            + " Bearer SECRET'.")
    private Path tokenFile;

    @Mixin
    private ModelFlag model;

    @Mixin
    private DeviceFlag device;

    @Mixin
    private ComputeFlags compute;

    @Mixin
    private CudaGraphsFlag cudaGraphs;

    @Override
    Outcome run() {
        ServerOptions options = options();
        if (HELIDON.getLevel() == null) {
            // Nobody who looks for something has set another.
            HELIDON.setLevel(Level.WARNING);
        }
        boolean graphs = cudaGraphs.on(device.named(), spec().commandLine());
        ServerMetrics metrics = new ServerMetrics();
        ModelOptions opening = compute.options()
                .withMaxWaiting(maxWaiting)
                .withMaxBatch(batch)
                .withCudaGraphs(graphs)
                .withMetrics(metrics)
                .withoutShutdownHook();
        try (EndSignal end = EndSignal.open();
                Progress progress = Progress.on(err())) {
            device.requireUsable();
            progress.stage("Loading the model");
            try (ServingModels loaded = ServingModels.open(models, device.named(), opening, model.folders())) {
                progress.stage("Warming up");
                loaded.all().forEach(PredictionServer::warmUp);
                return serve(loaded, metrics, options, end, progress);
            }
        }
    }

    private Outcome serve(
            ServingModels loaded, ServerMetrics metrics, ServerOptions options, EndSignal end, Progress progress) {
        try (PredictionServer server = PredictionServer.start(loaded.all(), metrics, options)) {
            String address = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port();
            progress.stage("Serving at " + address);
            end.await();
            progress.stage("Finishing what was asked for");
            return new Served(address, server.drain(DRAIN));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while serving");
        }
    }

    /** @param complete whether all requests that were accepted were finished */
    private record Served(String address, boolean complete) implements Outcome {
        @Override
        public String text() {
            return complete
                    ? "Everything that was asked for is done."
                    : "What took longer than " + DRAIN.toSeconds() + " seconds was canceled.";
        }
    }

    private ServerOptions options() {
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(
                    spec().commandLine(), "--port must be between 0 and " + MAX_PORT + ", not " + port);
        }
        requireRange("--models", models, MAX_MODELS);
        requireRange("--batch", batch, MAX_WAITING);
        requireRange("--max-waiting", maxWaiting, MAX_WAITING);
        if (maxBody < MIN_BODY || maxBody > MAX_BODY) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--max-body must be between " + MIN_BODY + " and " + MAX_BODY + ", not " + maxBody);
        }
        Optional<AccessToken> token = Optional.ofNullable(tokenFile).map(AccessToken::read);
        try {
            return new ServerOptions(
                    host, port, maxBody, token, ClientLimits.DEFAULT, Retention.DEFAULT, VersionProvider.version());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec().commandLine(), "--host " + host + ": " + e.getMessage() + " (--token-file)", e);
        }
    }
}
