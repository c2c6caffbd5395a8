package org.ouroboros3d.serve;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.generate.Deadline;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.generate.QueueFullException;
import org.ouroboros3d.matting.PreparedImage;

/** Answers the requests below {@code /predictions}. */
final class PredictionService {
    private static final HeaderName PREFER = HeaderNames.create("Prefer");
    private static final HeaderName PREFERENCE_APPLIED = HeaderNames.create("Preference-Applied");
    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
    private static final String RESPOND_ASYNC = "respond-async";
    private static final int MAX_KEY = 255;

    /** What the viewer needs, which is one file with its code, apart from everything else of this origin. */
    private static final String VIEWER_POLICY = "sandbox allow-scripts allow-downloads; default-src 'none'; script-src"
            + " 'unsafe-inline' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:;"
            + " frame-ancestors 'self'";

    /** What a client may choose by {@code Accept}, JSON first. */
    private static final List<String> OFFERED = Stream.concat(
                    Stream.of(Json.MEDIA_TYPE),
                    Stream.of(Artifact.PLY, Artifact.SPZ, Artifact.MESH, Artifact.VIEWS, Artifact.TURNTABLE)
                            .map(Artifact::mediaType))
            .toList();

    private final ServerOptions options;
    private final ModelPool models;
    private final ServerMetrics metrics;
    private final Predictions predictions;
    private final ArtifactMaker artifacts;
    private final BodyReader bodies;
    private volatile boolean isDraining;

    PredictionService(
            ServerOptions options,
            ModelPool models,
            ServerMetrics metrics,
            Predictions predictions,
            ArtifactMaker artifacts) {
        this.options = options;
        this.models = models;
        this.metrics = metrics;
        this.predictions = predictions;
        this.artifacts = artifacts;
        this.bodies = new BodyReader(options.maxBody(), options.clients().bodyBytes());
    }

    /** Takes no more requests for predictions. */
    void drain() {
        isDraining = true;
    }

    boolean isDraining() {
        return isDraining;
    }

    /** {@code POST /predictions}. */
    void create(ServerRequest request, ServerResponse response) throws InterruptedException {
        requireOpen();
        Map<String, String> query = query(request);
        Optional<String> representation = Optional.ofNullable(query.remove(Representation.OPTION));
        boolean isAsync = preferences(request).contains(RESPOND_ASYNC);
        String mediaType = new AcceptHeader(request.headers().first(HeaderNames.ACCEPT))
                .best(isAsync ? List.of(Json.MEDIA_TYPE) : OFFERED)
                .orElseThrow(() -> new Problem(
                                406,
                                isAsync
                                        ? "what is answered before there is a result is " + Json.MEDIA_TYPE
                                        : "a result can be had as " + String.join(", ", OFFERED))
                        .exception());
        Optional<Artifact> wanted = Arrays.stream(Artifact.values())
                .filter(artifact -> artifact.mediaType().equals(mediaType))
                .findFirst()
                .map(artifact -> Representation.of(artifact, representation));
        if (wanted.isEmpty() && representation.isPresent()) {
            throw new Problem(400, Representation.OPTION + " needs 'Accept: " + Artifact.MESH.mediaType() + "'")
                    .exception();
        }
        String contentType = contentType(request);
        Optional<String> key = key(request);
        Prediction prediction = bodies.read(request, body -> prediction(contentType, body, query, key));
        if (isAsync) {
            prediction.detach();
            response.status(Status.ACCEPTED_202)
                    .header(HeaderNames.LOCATION, prediction.links().self())
                    .header(PREFERENCE_APPLIED, RESPOND_ASYNC);
            Answers.json(response, prediction.toJson());
            return;
        }
        await(prediction);
        response.header(HeaderNames.LOCATION, prediction.links().self());
        Optional<Problem> problem = prediction.problem();
        if (problem.isPresent()) {
            throw problem.get().exception();
        }
        if (wanted.isPresent()) {
            send(prediction, wanted.get(), response);
        } else {
            Answers.json(response, prediction.toJson());
        }
    }

    private void requireOpen() {
        if (isDraining) {
            throw new Problem(503, "this server is going down; ask again later", Map.of("Retry-After", "5"))
                    .exception();
        }
    }

    private static List<String> preferences(ServerRequest request) {
        return request.headers().values(PREFER).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String contentType(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.CONTENT_TYPE)
                .orElse("")
                .replaceFirst(";.*", "")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static Optional<String> key(ServerRequest request) {
        Optional<String> key = request.headers().first(IDEMPOTENCY_KEY);
        if (key.isPresent() && (key.get().isEmpty() || key.get().length() > MAX_KEY)) {
            throw new Problem(400, "an Idempotency-Key has 1 to " + MAX_KEY + " characters").exception();
        }
        return key;
    }

    /** Options of the query, each once, without the key of a link. */
    private static Map<String, String> query(ServerRequest request) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String name : request.query().names()) {
            List<String> values = request.query().all(name);
            if (values.size() != 1) {
                throw new Problem(400, name + ": it is given " + values.size() + " times").exception();
            }
            if (!name.equals(PredictionLinks.KEY)) {
                options.put(name, values.getFirst());
            }
        }
        return options;
    }

    private Prediction prediction(String contentType, byte[] body, Map<String, String> query, Optional<String> key) {
        if (key.isEmpty()) {
            return prediction(contentType, body, query);
        }
        String fingerprint = HexFormat.of()
                .formatHex(AccessToken.sha256(
                        (contentType + "\n" + new TreeMap<>(query) + "\n").getBytes(StandardCharsets.UTF_8), body));
        return predictions.keyed(key.get(), fingerprint, () -> prediction(contentType, body, query));
    }

    private Prediction prediction(String contentType, byte[] body, Map<String, String> query) {
        PredictionRequest request = PredictionRequest.of(contentType, body, query);
        PredictionInput input = PredictionInput.of(models.first().info(), request.options());
        Deadline deadline = input.deadline();
        Prediction prediction =
                new Prediction(PredictionLinks.create(options.token().isPresent()), input, prepare(request.picture()));
        // Bodies take their time, and what is accepted is finished.
        requireOpen();
        try {
            prediction.accepted(
                    models.submit(GenerationRequest.of(prediction.object().image(), input.options())
                            .withDeadline(deadline)
                            .withPreviews(input.previews())
                            .withListener(prediction)));
        } catch (QueueFullException e) {
            throw new Problem(
                            429,
                            "as many predictions wait as this server allows; ask again later",
                            Map.of("Retry-After", String.valueOf(secondsToNextPlace())))
                    .exception();
        } catch (IllegalArgumentException e) {
            throw new Problem(400, e.getMessage()).exception();
        }
        predictions.add(prediction);
        return prediction;
    }

    private PreparedImage prepare(byte[] picture) {
        try {
            return models.first().prepare(picture);
        } catch (InputException e) {
            throw new Problem(400, e.getMessage()).exception();
        }
    }

    /** A place is free again when a model takes its next batch. */
    private long secondsToNextPlace() {
        return Math.max(1, (long) Math.ceil(metrics.batchSeconds() / models.size()));
    }

    /** Waits for the end of a prediction; if its client goes away and nobody else waits, it is canceled. */
    private static void await(Prediction prediction) throws InterruptedException {
        Object me = new Object();
        prediction.join(me);
        try (ClientConnection.Watch watch = ClientConnection.current().onGone(() -> prediction.leave(me))) {
            prediction.ended().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a prediction ends with its state, not with an exception", e);
        }
    }

    /** {@code GET /predictions/{id}}. */
    void get(ServerRequest request, ServerResponse response) {
        Answers.json(response, find(request).toJson());
    }

    /** {@code POST /predictions/{id}/cancel}. */
    void cancel(ServerRequest request, ServerResponse response) throws InterruptedException {
        Prediction prediction = find(request);
        prediction.cancel();
        await(prediction);
        Answers.json(response, prediction.toJson());
    }

    /** {@code GET /predictions/{id}/events}. */
    void events(ServerRequest request, ServerResponse response) throws InterruptedException {
        EventStream.send(find(request), request, response, options.clients().silence());
    }

    /** {@code GET /predictions/{id}/{file}}. */
    void file(ServerRequest request, ServerResponse response) {
        Prediction prediction = find(request);
        String name = request.path().pathParameters().get("file");
        Artifact artifact = Artifact.named(name)
                .map(named -> Representation.of(
                        named,
                        query(request).entrySet().stream()
                                .filter(option -> option.getKey().equals(Representation.OPTION))
                                .map(Map.Entry::getValue)
                                .findFirst()))
                .orElseThrow(() -> new Problem(404, "a prediction has no file of this name").exception());
        if (artifact == Artifact.OBJECT) {
            // The cut-out is there before there is a result, so that people see what the model was given.
            send(prediction, artifact, response);
            return;
        }
        switch (prediction.status()) {
            case STARTING, PROCESSING ->
                throw new Problem(409, "the prediction has not ended; wait for its events").exception();
            case FAILED, CANCELED ->
                throw prediction
                        .problem()
                        .orElseThrow(() -> new IllegalStateException("a failure without a reason"))
                        .exception();
            case SUCCEEDED -> send(prediction, artifact, response);
        }
    }

    private void send(Prediction prediction, Artifact artifact, ServerResponse response) {
        byte[] file = artifacts.make(prediction, artifact);
        response.header(HeaderNames.CONTENT_TYPE, artifact.mediaType());
        if (artifact == Artifact.VIEWER) {
            response.header(Answers.CONTENT_SECURITY_POLICY, VIEWER_POLICY);
        } else {
            response.header(HeaderNames.CONTENT_DISPOSITION, "inline; filename=\"" + artifact.fileName() + "\"");
        }
        response.send(file);
    }

    private Prediction find(ServerRequest request) {
        return predictions
                .find(request.path().pathParameters().get("id"))
                .orElseThrow(() -> new Problem(
                                404,
                                "there is no such prediction; those that ended are kept for "
                                        + options.retention().time().toMinutes() + " minutes")
                        .exception());
    }
}
