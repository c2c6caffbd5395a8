package org.ouroboros3d.serve;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Reads the bodies of requests, each up to a size and all together up to another. */
final class BodyReader {
    private static final int PART = 1 << 16;

    private final int maxBody;
    /** Parts that may still be held. */
    private final Semaphore free;

    BodyReader(int maxBody, long allBodies) {
        this.maxBody = maxBody;
        this.free = new Semaphore(Math.toIntExact(Math.max(1, allBodies / PART)));
    }

    /**
     * {@return what becomes of a request's body}
     *
     * @param use for as long as it runs, the body counts as held
     * @throws ProblemException if the body is too large, there is none, or too much is held at the moment
     * @throws CloseConnectionException if the client goes away before the body is here
     */
    <T> T read(ServerRequest request, Function<byte[], T> use) {
        OptionalLong length = request.headers().contentLength();
        if (length.isPresent() && length.getAsLong() > maxBody) {
            throw tooLarge();
        }
        List<byte[]> parts = new ArrayList<>();
        int held = 0;
        try {
            int size = receive(request, parts);
            held = parts.size();
            if (size == 0) {
                throw new Problem(400, "the request has no body; send a picture").exception();
            }
            ClientConnection.current().received();
            return use.apply(joined(parts, size));
        } finally {
            free.release(Math.max(held, parts.size()));
        }
    }

    /** Adds what comes to the parts, one permit for each. */
    private int receive(ServerRequest request, List<byte[]> parts) {
        int size = 0;
        try {
            InputStream in = request.content().inputStream();
            byte[] part = in.readNBytes(PART);
            while (part.length > 0) {
                size += part.length;
                if (size > maxBody) {
                    throw tooLarge();
                }
                if (!free.tryAcquire()) {
                    throw new Problem(
                                    503,
                                    "too many requests are arriving at once; send this one again later",
                                    Map.of("Retry-After", "1"))
                            .exception();
                }
                parts.add(part);
                part = in.readNBytes(PART);
            }
        } catch (IOException | UncheckedIOException | DataReader.InsufficientDataAvailableException e) {
            throw new CloseConnectionException("the request did not arrive", e);
        }
        return size;
    }

    private static byte[] joined(List<byte[]> parts, int size) {
        ByteBuffer whole = ByteBuffer.allocate(size);
        parts.forEach(whole::put);
        parts.clear();
        return whole.array();
    }

    private ProblemException tooLarge() {
        return new Problem(413, "the body is larger than " + maxBody + " bytes; scale the picture down").exception();
    }
}
