package org.ouroboros3d.format.ply;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.io.TextBytes;

/** The header of a PLY file (Turk 1994), of Gaussians or of a mesh: which elements follow, how many, and what each holds. */
public final class PlyHeader {
    /** Headers of real files are a few KiB; the rest are comments. */
    private static final int MAX_BYTES = 1 << 20;

    private static final String REMEDY = "export it again as PLY";

    /** How the values after the header are written. */
    public enum Format {
        /** As text. */
        ASCII,
        /** The lowest byte first. */
        BINARY_LITTLE_ENDIAN,
        /** The highest byte first. */
        BINARY_BIG_ENDIAN
    }

    /**
     * What each thing of an element has.
     *
     * @param length the type of a list's length; empty for a single value
     */
    public record Property(String name, Optional<PlyType> length, PlyType type) {}

    /**
     * One kind of thing in the file.
     *
     * @param count how many the header announces
     * @param properties in file order, each with a name of its own
     */
    public record Element(String name, long count, List<Property> properties) {
        /** {@return the place of a property, or -1} */
        public int indexOf(String property) {
            return names().indexOf(property);
        }

        /** Whether there are properties of all these names. */
        public boolean has(List<String> names) {
            return names().containsAll(names);
        }

        /** {@return the names of all properties in file order} */
        public List<String> names() {
            return properties.stream().map(Property::name).toList();
        }

        boolean hasLists() {
            return properties.stream().anyMatch(property -> property.length().isPresent());
        }

        /** {@return the fewest bytes of one element in a binary file: with empty lists} */
        int rowBytes() {
            return properties.stream()
                    .mapToInt(property ->
                            property.length().orElse(property.type()).bytes())
                    .sum();
        }
    }

    private final String source;
    private final List<Element> elements = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private Format format;
    private int bytes;

    private PlyHeader(String source) {
        this.source = source;
    }

    /**
     * Reads up to and including the end_header line. Blank lines are passed over.
     *
     * @param source what errors call the file
     * @throws InputException when this is no sound header
     * @throws IOException when the stream fails
     */
    public static PlyHeader read(String source, InputStream in) throws IOException {
        PlyHeader header = new PlyHeader(source);
        if (!header.line(in).equals("ply")) {
            throw header.broken("it is not a PLY file");
        }
        for (String line = header.line(in); !line.equals("end_header"); line = header.line(in)) {
            if (!line.isEmpty()) {
                header.accept(line);
            }
        }
        if (header.format == null) {
            throw header.broken("its header states no format");
        }
        return header;
    }

    /** {@return how the values are written} */
    public Format format() {
        return format;
    }

    /** {@return the elements in file order} */
    public List<Element> elements() {
        return elements;
    }

    /** {@return the comments without the word itself} */
    public List<String> comments() {
        return comments;
    }

    /** {@return bytes up to the first value} */
    long bytes() {
        return bytes;
    }

    private String line(InputStream in) throws IOException {
        byte[] line = new byte[128];
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw broken(bytes + length == 0 ? "the file is empty" : "its header does not end");
            }
            if (bytes + length == MAX_BYTES) {
                throw broken("its header does not end within 1 MiB");
            }
            if (bytes == 0 && length == "ply".length() && next > ' ') {
                throw broken("it is not a PLY file");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) next;
        }
        bytes += length + 1;
        // Old writers end header lines with a carriage return as well.
        return TextBytes.decode(Arrays.copyOf(line, length)).strip();
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
        // Eighteen digits fit into a long.
        if (!words[2].matches("[0-9]{1,18}")) {
            throw broken("it announces " + shortened(words[2]) + " of " + shortened(words[1]));
        }
        elements.add(new Element(words[1], Long.parseLong(words[2]), new ArrayList<>()));
        names.clear();
    }

    private void property(String[] words) {
        if (elements.isEmpty()) {
            throw broken("its header has a property before any element");
        }
        boolean list = words.length == 5 && words[1].equals("list");
        if (!list && words.length != 3) {
            throw broken("its header has a property without a type or a name");
        }
        String name = words[words.length - 1];
        Optional<PlyType> length = list ? Optional.of(type(words[2])) : Optional.empty();
        elements.getLast().properties().add(new Property(name, length, type(words[words.length - 2])));
        if (!names.add(name)) {
            throw broken("it has the property " + shortened(name) + " twice");
        }
    }

    private PlyType type(String name) {
        PlyType type = PlyType.named(name);
        if (type == null) {
            throw broken("the type of a property is unknown: " + shortened(name));
        }
        return type;
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private InputException broken(String fault) {
        return new InputException(source, fault, REMEDY);
    }
}
