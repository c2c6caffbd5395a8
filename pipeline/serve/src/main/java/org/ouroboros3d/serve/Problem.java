package org.ouroboros3d.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Status;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.generate.DeadlineExceededException;
import org.ouroboros3d.load.InsufficientMemoryException;

/**
 * What a client is told instead of a result: {@code application/problem+json} of RFC 9457.
 *
 * @param status of HTTP
 * @param detail a sentence for people
 * @param headers of the answer, by name
 */
record Problem(int status, String detail, Map<String, String> headers) {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final System.Logger LOG = System.getLogger(Problem.class.getName());

    Problem {
        headers = Map.copyOf(headers);
    }

    Problem(int status, String detail) {
        this(status, detail, Map.of());
    }

    /** {@return what a client is told of a failed generation or export} */
    static Problem of(Throwable failure) {
        return switch (failure) {
            case ProblemException known -> known.problem();
            case DeadlineExceededException late -> new Problem(504, late.getMessage());
            case InputException unusable -> new Problem(422, unusable.getMessage());
            case CancellationException stopped -> new Problem(409, "the prediction was canceled");
            case InsufficientMemoryException full -> new Problem(503, full.getMessage());
            default -> {
                LOG.log(Level.ERROR, "an internal error", failure);
                yield new Problem(500, "an internal error; the server's log says more");
            }
        };
    }

    /** {@return this as an exception} */
    ProblemException exception() {
        return new ProblemException(this);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("type", "about:blank");
        json.put("title", Status.create(status).reasonPhrase());
        json.put("status", status);
        json.put("detail", detail);
        return json;
    }
}
