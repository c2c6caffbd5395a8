package org.ouroboros3d.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.tensor.Device;

/** A server of the built-in model on a free port, and clients of it. */
final class RunningServer implements AutoCloseable {
    static final String VERSION = "1.2.3";
    private static final int SIDE = 96;

    final ServerMetrics metrics = new ServerMetrics();
    final Ouroboros3D model;
    final PredictionServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningServer(ModelOptions opening, UnaryOperator<ServerOptions> change) {
        model = Ouroboros3D.open(Device.CPU, opening.withMetrics(metrics));
        server = PredictionServer.start(List.of(model), metrics, change.apply(ServerOptions.local(0, VERSION)));
    }

    static RunningServer start() {
        return start(ModelOptions.defaults(), UnaryOperator.identity());
    }

    static RunningServer start(ModelOptions opening, UnaryOperator<ServerOptions> change) {
        return new RunningServer(opening, change);
    }

    /** A disc with a gradient on transparent ground. */
    static byte[] picture() {
        byte[] rgba = new byte[4 * SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int at = 4 * (y * SIDE + x);
                rgba[at] = (byte) (2 * x);
                rgba[at + 1] = (byte) (2 * y);
                rgba[at + 2] = (byte) 128;
                rgba[at + 3] = (byte) (Math.hypot(x - 47.5, y - 47.5) < 40 ? 255 : 0);
            }
        }
        return ImageWriter.encodePng(Image.of(SIDE, SIDE, 4, rgba));
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
    }

    /** A prediction of the picture. */
    HttpRequest.Builder prediction(String query) {
        return to("/predictions" + query)
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(picture()));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    /** A new prediction that nobody waits for. */
    JsonNode begin(String query) throws IOException, InterruptedException {
        return json(send(prediction(query).header("Prefer", "respond-async")));
    }

    /** Asks for a prediction until it has ended. */
    JsonNode end(JsonNode prediction) throws IOException, InterruptedException {
        JsonNode state = prediction;
        while (!state.path("status").asText().matches("succeeded|failed|canceled")) {
            Thread.sleep(20);
            state = json(get(prediction.path("urls").path("get").asText()));
        }
        return state;
    }

    static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** A connection that speaks whatever it is told. */
    Socket connect() throws IOException {
        return new Socket("localhost", server.port());
    }

    @Override
    public void close() {
        server.close();
        model.close();
    }
}
