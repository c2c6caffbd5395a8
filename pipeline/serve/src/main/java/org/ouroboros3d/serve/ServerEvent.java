package org.ouroboros3d.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * An event of a prediction as clients receive it.
 *
 * @param id 1 for the first of a prediction, and one more for each after it
 * @param name such as {@code step}
 * @param json its data, on one line
 * @param last whether none follows
 */
record ServerEvent(long id, String name, String json, boolean last) {
    static ServerEvent of(long id, String name, ObjectNode data, boolean last) {
        return new ServerEvent(id, name, Json.text(data), last);
    }

    /** {@return this in the format of server-sent events} */
    byte[] encoded() {
        return ("id: " + id + "\nevent: " + name + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
