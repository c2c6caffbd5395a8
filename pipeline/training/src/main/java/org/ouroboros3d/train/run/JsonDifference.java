package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Where two configurations differ. */
final class JsonDifference {
    /** Of a longer value the begin is enough to know it. */
    private static final int MAX_LENGTH = 60;

    private JsonDifference() {}

    /**
     * {@return a text for each value that differs, such as {@code optimizer.clip: 1.0 then, 0.5 now}; of long values the
     * begin}
     */
    static List<String> between(JsonNode then, JsonNode now) {
        List<String> found = new ArrayList<>();
        collect("", then, now, found);
        return found;
    }

    private static void collect(String path, JsonNode then, JsonNode now, List<String> found) {
        if (then.isObject() && now.isObject()) {
            TreeSet<String> keys = new TreeSet<>();
            then.fieldNames().forEachRemaining(keys::add);
            now.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                collect(path.isEmpty() ? key : path + "." + key, then.path(key), now.path(key), found);
            }
        } else if (!then.equals(now)) {
            found.add(path + ": " + text(then) + " then, " + text(now) + " now");
        }
    }

    private static String text(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }
}
