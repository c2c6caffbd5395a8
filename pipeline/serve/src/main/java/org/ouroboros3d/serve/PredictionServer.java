package org.ouroboros3d.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.BadRequestException;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.NotFoundException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageCodecs;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.io.ProcessMemory;
import org.ouroboros3d.matting.PreparedImage;

/**
 * Serves models over HTTP/1.1. The models are their owner's: closed by it, after this server.
 *
 * <pre>{@code
 * ServerMetrics metrics = new ServerMetrics();
 * try (Ouroboros3D model = Ouroboros3D.open(Device.CPU, ModelOptions.defaults().withMetrics(metrics));
 *         PredictionServer server = PredictionServer.start(List.of(model), metrics, ServerOptions.local(8080, "1"))) {
 *     ...
 *     server.drain(Duration.ofSeconds(30));
 * }
 * }</pre>
 */
public final class PredictionServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PredictionServer.class.getName());
    private static final HeaderName NO_SNIFF = HeaderNames.create("X-Content-Type-Options");
    private static final HeaderName RESOURCE_POLICY = HeaderNames.create("Cross-Origin-Resource-Policy");
    private static final HeaderName REFERRER_POLICY = HeaderNames.create("Referrer-Policy");
    private static final String GET = Method.GET.text();
    /** How often connections are looked at. */
    private static final Duration LATE = Duration.ofMillis(250);

    /** How often results are. */
    private static final Duration OLD = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ModelPool models;
    private final ServerMetrics metrics;
    private final ClientConnections connections;
    private final Predictions predictions;
    private final ArtifactMaker artifacts;
    private final PredictionService service;
    private final RequestGuard guard;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ouroboros3d-sweeper").daemon().factory());
    private final WebServer web;

    private PredictionServer(List<Ouroboros3D> loaded, ServerMetrics metrics, ServerOptions options) {
        this.models = new ModelPool(loaded);
        this.metrics = metrics;
        this.connections = new ClientConnections(options.clients());
        this.predictions = new Predictions(options.retention());
        this.artifacts = new ArtifactMaker(options.version());
        this.service = new PredictionService(options, models, metrics, predictions, artifacts);
        this.guard = new RequestGuard(options, predictions);
        this.web = WebServer.builder()
                .address(options.address())
                .port(options.port())
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new ClientSelector(connections))
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .directHandlers(direct())
                .routing(this::route)
                .build();
    }

    /**
     * {@return a server that answers}
     *
     * @param models equal ones, at least one
     * @param metrics that the models were opened with
     * @throws UncheckedIOException if the port cannot be had
     */
    public static PredictionServer start(List<Ouroboros3D> models, ServerMetrics metrics, ServerOptions options) {
        requireFree(options);
        PredictionServer server = new PredictionServer(models, metrics, options);
        server.web.start();
        if (!server.web.isRunning()) {
            server.end();
            throw unavailable(options, new BindException("somebody else was faster"));
        }
        server.every(LATE, server.connections::sweep);
        server.every(OLD, server.predictions::sweep);
        return server;
    }

    /** Helidon would only log why it does not listen. */
    private static void requireFree(ServerOptions options) {
        try (ServerSocket probe = new ServerSocket()) {
            // As Helidon's: connections of an earlier server that have not timed out do not count.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(options.address(), options.port()));
        } catch (IOException e) {
            throw unavailable(options, e);
        }
    }

    private static UncheckedIOException unavailable(ServerOptions options, IOException reason) {
        return new UncheckedIOException(
                "port " + options.port() + " of " + options.host() + " cannot be had (" + reason.getMessage()
                        + "); choose another",
                reason);
    }

    // What fails is thrown where it happens, and ends the rounds: that is a defect.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void every(Duration period, Runnable round) {
        sweeper.scheduleAtFixedRate(round, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@return what is kept} */
    Predictions predictions() {
        return predictions;
    }

    /** {@return how many connections are open} */
    int connections() {
        return connections.count();
    }

    /** {@return the port that clients find it at} */
    public int port() {
        return web.port();
    }

    private static DirectHandlers direct() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, PredictionServer::malformed);
        }
        return handlers.build();
    }

    /** What is wrong before a request reaches its route: its syntax or its size. */
    private static DirectHandler.TransportResponse malformed(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        String detail = message == null || message.isBlank() ? status.reasonPhrase() : message;
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .entity(Answers.encoded(new Problem(status.code(), detail).toJson()))
                .keepAlive(false)
                .build();
    }

    private void route(HttpRouting.Builder routing) {
        routing.addFilter(this::filter);
        routing.error(Throwable.class, (request, response, failure) -> Answers.problem(response, problem(failure)));
        for (Route route : Route.values()) {
            for (String method : methods(route.method())) {
                routing.route(
                        Method.create(method), route.path(), (request, response) -> answer(route, request, response));
            }
        }
        for (StaticPage page : StaticPage.values()) {
            for (String method : methods(GET)) {
                routing.route(Method.create(method), page.path(), (request, response) -> page(page, response));
            }
        }
        // Whatever is left has a path of another method, or none.
        Map<String, List<String>> methods = Arrays.stream(Route.values())
                .collect(Collectors.groupingBy(
                        Route::path,
                        LinkedHashMap::new,
                        Collectors.flatMapping(route -> methods(route.method()).stream(), Collectors.toList())));
        for (StaticPage page : StaticPage.values()) {
            methods.put(page.path(), methods(GET));
        }
        methods.forEach((path, allowed) -> routing.any(path, (request, response) -> {
            throw otherMethod(allowed);
        }));
        routing.any((request, response) -> {
            throw new Problem(404, "there is nothing at this path").exception();
        });
    }

    /** {@return by which methods clients ask for what answers one: HEAD is a GET, whose connection keeps the body back} */
    private static List<String> methods(String answered) {
        return answered.equals(GET) ? List.of(GET, Method.HEAD.text()) : List.of(answered);
    }

    private static ProblemException otherMethod(List<String> allowed) {
        String names = String.join(", ", allowed);
        return new Problem(405, "this path takes " + names, Map.of("Allow", names)).exception();
    }

    private void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        ClientConnection connection = ClientConnection.current();
        boolean hasBody = request.headers().contains(HeaderNames.TRANSFER_ENCODING)
                || request.headers().contentLength().orElse(0) > 0;
        if (!hasBody) {
            connection.received();
        }
        if (request.prologue().method().equals(Method.HEAD)) {
            connection.headOnly();
        }
        response.header(NO_SNIFF, "nosniff");
        response.header(RESOURCE_POLICY, "same-origin");
        response.header(REFERRER_POLICY, "no-referrer");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        try {
            guard.check(request);
            chain.proceed();
        } catch (ProblemException e) {
            Answers.problem(response, e.problem());
        } finally {
            metrics.answered(response.status().code());
        }
        connection.answered(request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
                || response.headers().containsToken(HeaderValues.CONNECTION_CLOSE));
    }

    private static Problem problem(Throwable failure) {
        return switch (failure) {
            case NotFoundException unknown -> new Problem(404, "there is nothing at this path");
            case BadRequestException malformed -> new Problem(400, malformed.getMessage());
            case HttpException known -> new Problem(known.status().code(), known.getMessage());
            default -> Problem.of(failure);
        };
    }

    private void answer(Route route, ServerRequest request, ServerResponse response) throws InterruptedException {
        switch (route) {
            case CREATE -> service.create(request, response);
            case GET -> service.get(request, response);
            case EVENTS -> service.events(request, response);
            case CANCEL -> service.cancel(request, response);
            case FILE -> service.file(request, response);
            case LIVE -> health(response, models.isOpen());
            case READY -> health(response, models.isOpen() && !service.isDraining());
            case METRICS ->
                Answers.bytes(
                        response,
                        ServerMetrics.MEDIA_TYPE,
                        metrics.text(gauges()).getBytes(StandardCharsets.UTF_8));
            case OPENAPI -> Answers.bytes(response, Json.MEDIA_TYPE, openApi());
        }
    }

    private static void health(ServerResponse response, boolean isWell) {
        ObjectNode json = Json.object().put("status", isWell ? "up" : "down");
        response.status(isWell ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
        Answers.json(response, json);
    }

    private Map<String, Number> gauges() {
        Map<String, Number> gauges = new LinkedHashMap<>();
        gauges.put("models", models.size());
        gauges.put("generations_waiting", models.waiting());
        gauges.put("http_connections", connections.count());
        gauges.put("predictions_kept", predictions.count());
        gauges.put("predictions_kept_bytes", predictions.bytes());
        ProcessMemory.now().ifPresent(bytes -> gauges.put("resident_bytes", bytes));
        return gauges;
    }

    /** {@return the description of the interface} */
    static byte[] openApi() {
        try (InputStream in = PredictionServer.class.getResourceAsStream("openapi.json")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void page(StaticPage page, ServerResponse response) {
        byte[] content = page.content().orElseThrow(() -> new Problem(404, "this server has no page").exception());
        response.header(Answers.CONTENT_SECURITY_POLICY, StaticPage.POLICY);
        Answers.bytes(response, page.mediaType(), content);
    }

    /**
     * Loads what the first answer would be late for: code and codecs, and on a model what {@link Ouroboros3D#warmUp} does.
     *
     * @param model one of those that are served
     */
    public static void warmUp(Ouroboros3D model) {
        int size = model.info().imageSize();
        byte[] samples = new byte[4 * size * size];
        for (int i = 0; i < samples.length; i++) {
            // Opaque in the left half.
            samples[i] = (byte) (i % 4 == 3 && i % (4 * size) > 2 * size ? 0 : 200);
        }
        if (ImageCodecs.available()) {
            PreparedImage prepared = model.prepare(ImageWriter.encodePng(Image.of(size, size, 4, samples)));
            LOG.log(Level.DEBUG, "codecs and matting took {0}", prepared.stageSeconds());
        }
        model.warmUp(GenerationOptions.of(model.info()));
    }

    /**
     * Takes no more requests for predictions, says so at {@code /health/ready}, and waits until everything that was asked for is
     * answered.
     *
     * @param limit after which the predictions that are left are canceled
     * @return whether none was
     * @throws InterruptedException if the thread is interrupted; what is left goes on
     */
    public boolean drain(Duration limit) throws InterruptedException {
        service.drain();
        long began = System.nanoTime();
        while (isBusy() && System.nanoTime() - began < limit.toNanos()) {
            Thread.sleep(POLL);
        }
        List<Prediction> left = predictions.running();
        left.forEach(Prediction::cancel);
        return left.isEmpty();
    }

    private boolean isBusy() {
        return connections.isAnswering() || !predictions.running().isEmpty();
    }

    /** Closes every connection, after the answers that are being given if they end at once. */
    @Override
    public void close() {
        web.stop();
        end();
    }

    private void end() {
        sweeper.shutdownNow();
        artifacts.close();
    }
}
