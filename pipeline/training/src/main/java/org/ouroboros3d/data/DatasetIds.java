package org.ouroboros3d.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.error.InputException;

/** The list of a data set's items: a text file with one a line, or a JSON array of strings. */
public final class DatasetIds {
    /** What a list is called where no other is named. */
    static final String FILE = "ids.txt";

    private DatasetIds() {}

    /**
     * {@return the ids in a file, in order, each the path of a folder below the data set's}
     *
     * @throws InputException when the file cannot be read, holds none, or holds one that leads elsewhere
     */
    public static List<String> read(Path file) {
        boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        List<String> ids = json ? ofJson(file) : ofLines(file);
        if (ids.isEmpty()) {
            throw new InputException(file.toString(), "it lists no items", "name another list");
        }
        for (String id : ids) {
            if (!isBelow(id)) {
                throw new InputException(
                        file.toString(),
                        "the id \"" + id + "\" is no folder below the data set's",
                        "write paths relative to the data set's folder");
            }
        }
        return List.copyOf(ids);
    }

    private static boolean isBelow(String id) {
        try {
            Path path = Path.of(id);
            return !path.isAbsolute() && !path.normalize().startsWith("..") && !id.isBlank();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static List<String> ofJson(Path file) {
        JsonNode root = DatasetJson.read(file);
        List<String> ids = new ArrayList<>();
        for (JsonNode entry : root) {
            if (!root.isArray() || !entry.isTextual()) {
                throw new InputException(
                        file.toString(), "it is no array of strings", "list the ids as [\"a\", \"b\"]");
            }
            ids.add(entry.textValue());
        }
        return ids;
    }

    private static List<String> ofLines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new InputException(
                    file.toString(), "it cannot be read (" + e + ")", "name a text file with one id a line", e);
        }
    }
}
