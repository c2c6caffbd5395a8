package org.ouroboros3d.tests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageWriter;

/** {@code ouroboros3d serve} in a process of its own. */
final class ServedModel implements AutoCloseable {
    /** With the end of its line, before which the port may be there in part. */
    private static final Pattern ADDRESS = Pattern.compile("Serving at (http://\\S+)\\s");

    private static final int SIDE = 96;

    private final ForkedCli process;
    private final String address;
    private final HttpClient client = HttpClient.newHttpClient();

    private ServedModel(ForkedCli process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it on a free port and waits until it serves; its streams go to files in {@code folder}. */
    static ServedModel start(Path folder, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
        arguments.addAll(List.of(options));
        ForkedCli process = ForkedCli.start(folder, arguments.toArray(String[]::new));
        return new ServedModel(process, process.awaitError(ADDRESS).group(1));
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

    String address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    HttpRequest.Builder prediction(String query) {
        return to("/predictions" + query)
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(picture()));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Asks it to end, as service managers do. */
    void terminate() throws IOException, InterruptedException {
        process.terminate();
    }

    ForkedCli.Result await() throws IOException, InterruptedException {
        return process.await();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
