package org.ouroboros3d.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/** Forms that answers have in common. */
final class Answers {
    static final HeaderName CONTENT_SECURITY_POLICY = HeaderNames.create("Content-Security-Policy");

    private Answers() {}

    static void json(ServerResponse response, ObjectNode json) {
        bytes(response, Json.MEDIA_TYPE, encoded(json));
    }

    static void bytes(ServerResponse response, String mediaType, byte[] body) {
        response.header(HeaderNames.CONTENT_TYPE, mediaType);
        response.send(body);
    }

    /** A connection on which part of the request is still to come is closed, for that is not waited for. */
    static void problem(ServerResponse response, Problem problem) {
        problem.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        if (ClientConnection.current().isReceiving()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        response.status(Status.create(problem.status()));
        bytes(response, Problem.MEDIA_TYPE, encoded(problem.toJson()));
    }

    static byte[] encoded(ObjectNode json) {
        return Json.text(json).getBytes(StandardCharsets.UTF_8);
    }
}
