package org.ouroboros3d.serve;

import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Reads the bodies of requests, each up to a size and all together up to another. */
final class BodyReader {
    private static final int PART = 1 << 16;

    private final int maxBody;
    /** Parts that may still be held. */
    private final Semaphore parts;

    BodyReader(int maxBody, long allBodies) {
        this.maxBody = maxBody;
        this.parts = new Semaphore(Math.toIntExact(Math.max(1, allBodies / PART)));
    }

    /**
     * {@return what becomes of a request's body}
     *
     * @param use for as long as it runs, the body counts as held
     * @throws ProblemException if the body is too large, there is none, or too much is held at the moment
     */
    <T> T read(ServerRequest request, Function<byte[], T> use) {
        OptionalLong length = request.headers().contentLength();
        if (length.isPresent() && length.getAsLong() > maxBody) {
            throw tooLarge();
        }
        int held = 0;
        try (InputStream in = request.content().inputStream()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] part = new byte[PART];
            int count = in.readNBytes(part, 0, PART);
            while (count > 0) {
                if (body.size() + count > maxBody) {
                    throw tooLarge();
                }
                if (!parts.tryAcquire()) {
                    throw new Problem(
                                    503,
                                    "too many requests are arriving at once; send this one again later",
                                    Map.of("Retry-After", "1"))
                            .exception();
                }
                held++;
                body.write(part, 0, count);
                count = in.readNBytes(part, 0, PART);
            }
            if (body.size() == 0) {
                throw new Problem(400, "the request has no body; send a picture").exception();
            }
            ClientConnection.current().received();
            return use.apply(body.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("the request did not arrive", e);
        } finally {
            parts.release(held);
        }
    }

    private ProblemException tooLarge() {
        return new Problem(413, "the body is larger than " + maxBody + " bytes; scale the picture down").exception();
    }
}
