package org.ouroboros3d.serve;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends the events of a prediction as they come: {@code text/event-stream}. */
final class EventStream {
    static final String MEDIA_TYPE = "text/event-stream";
    private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private EventStream() {}

    /**
     * Sends all events after that of {@code Last-Event-ID}; 204, which ends a browser's attempts, if there can be none.
     *
     * @param silence after which a comment shows that the connection is alive
     */
    static void send(Prediction prediction, ServerRequest request, ServerResponse response, Duration silence)
            throws InterruptedException {
        long seen = lastSeen(request);
        if (prediction.status().ended()
                && prediction.eventsAfter(seen, Duration.ZERO, () -> true).isEmpty()) {
            response.status(Status.NO_CONTENT_204).send();
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, MEDIA_TYPE);
        AtomicBoolean gone = new AtomicBoolean();
        try (ClientConnection.Watch watch = ClientConnection.current().onGone(() -> {
                    gone.set(true);
                    prediction.wake();
                });
                OutputStream out = response.outputStream()) {
            boolean more = !request.prologue().method().equals(Method.HEAD);
            if (!more) {
                // Content, which is kept back, makes the head that a stream has.
                out.write(COMMENT);
                out.flush();
            }
            while (more && !gone.get()) {
                List<ServerEvent> events = prediction.eventsAfter(seen, silence, gone::get);
                for (ServerEvent event : events) {
                    out.write(event.encoded());
                    seen = event.id();
                    more = !event.last();
                }
                if (events.isEmpty()) {
                    out.write(COMMENT);
                }
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the client went away", e);
        }
    }

    private static long lastSeen(ServerRequest request) {
        String id = request.headers().first(LAST_EVENT_ID).orElse("0");
        try {
            return Math.max(0, Long.parseLong(id));
        } catch (NumberFormatException e) {
            throw new Problem(400, "Last-Event-ID must be the id of an event, not '" + id + "'").exception();
        }
    }
}
