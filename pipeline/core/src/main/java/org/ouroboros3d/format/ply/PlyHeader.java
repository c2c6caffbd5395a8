package org.ouroboros3d.format.ply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.error.InputException;

/** The header of a PLY file (Turk 1994): which elements follow, how many, and what each holds. */
final class PlyHeader {
    private static final int MAX_LINE = 4096;
    private static final int MAX_LINES = 10_000;

    /** How the values after the header are written. */
    enum Format {
        ASCII,
        BINARY_LITTLE_ENDIAN,
        BINARY_BIG_ENDIAN
    }

    /**
     * One kind of thing in the file.
     *
     * @param count how many the header announces
     * @param properties scalar properties by name, in file order
     */
    record Element(String name, long count, Map<String, PlyType> properties, List<String> lists) {
        /** {@return bytes of one element in a binary file; only without lists} */
        int rowBytes() {
            return properties.values().stream().mapToInt(PlyType::bytes).sum();
        }
    }

    private final String source;
    private final List<Element> elements = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private Format format;
    private long bytes;

    private PlyHeader(String source) {
        this.source = source;
    }

    /** Reads up to and including the end_header line. */
    static PlyHeader read(String source, InputStream in) throws IOException {
        PlyHeader header = new PlyHeader(source);
        if (!header.line(in).equals("ply")) {
            throw header.broken("it is not a PLY file");
        }
        for (int i = 0; i < MAX_LINES; i++) {
            String line = header.line(in);
            if (line.equals("end_header")) {
                header.finish();
                return header;
            }
            header.accept(line);
        }
        throw header.broken("its header does not end");
    }

    Format format() {
        return format;
    }

    List<Element> elements() {
        return elements;
    }

    /** {@return the comments without the word itself} */
    List<String> comments() {
        return comments;
    }

    /** {@return bytes up to the first value} */
    long bytes() {
        return bytes;
    }

    private String line(InputStream in) throws IOException {
        byte[] line = new byte[MAX_LINE];
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw broken(bytes + length == 0 ? "the file is empty" : "its header does not end");
            }
            if (length == MAX_LINE) {
                throw broken("a line of its header is longer than " + MAX_LINE + " bytes");
            }
            line[length++] = (byte) next;
        }
        bytes += length + 1;
        // Old writers end header lines with a carriage return as well.
        return new String(line, 0, length, StandardCharsets.ISO_8859_1).strip();
    }

    private void accept(String line) {
        String[] words = line.split("\\s+", -1);
        switch (words[0]) {
            case "comment" -> comments.add(line.substring(words[0].length()).strip());
            case "obj_info" -> {}
            case "format" -> format(words);
            case "element" -> element(words);
            case "property" -> property(words);
            default -> throw broken("its header has the line \"" + shortened(line) + "\"");
        }
    }

    private void format(String[] words) {
        format = switch (words.length > 1 ? words[1] : "") {
            case "ascii" -> Format.ASCII;
            case "binary_little_endian" -> Format.BINARY_LITTLE_ENDIAN;
            case "binary_big_endian" -> Format.BINARY_BIG_ENDIAN;
            default -> throw broken("its format is unknown");
        };
    }

    private void element(String[] words) {
        if (words.length != 3) {
            throw broken("its header announces an element without a count");
        }
        try {
            long count = Long.parseLong(words[2]);
            if (count < 0) {
                throw broken("it announces " + count + " of " + shortened(words[1]));
            }
            elements.add(new Element(words[1], count, new LinkedHashMap<>(), new ArrayList<>()));
        } catch (NumberFormatException e) {
            throw new InputException(
                    source, "it announces " + shortened(words[2]) + " of " + shortened(words[1]), REMEDY, e);
        }
    }

    private void property(String[] words) {
        if (elements.isEmpty()) {
            throw broken("its header has a property before any element");
        }
        Element element = elements.getLast();
        if (words.length == 5 && words[1].equals("list")) {
            element.lists().add(words[4]);
            return;
        }
        PlyType type = words.length == 3 ? PlyType.named(words[1]) : null;
        if (type == null) {
            throw broken("the type of a property is unknown");
        }
        if (element.properties().put(words[2], type) != null) {
            throw broken("it has the property " + shortened(words[2]) + " twice");
        }
    }

    private void finish() {
        if (format == null) {
            throw broken("its header states no format");
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static final String REMEDY = "export it again as a Gaussian splat PLY";

    private InputException broken(String fault) {
        return new InputException(source, fault, REMEDY);
    }
}
