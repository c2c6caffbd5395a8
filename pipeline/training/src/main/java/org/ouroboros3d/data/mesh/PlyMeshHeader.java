package org.ouroboros3d.data.mesh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header of a PLY file with polygons.
 *
 * @param format how the values are written
 * @param elements in the order of the file
 */
record PlyMeshHeader(Format format, List<Element> elements) {
    /** Values that a list may have. */
    static final int MAX_LIST = 1 << 16;

    private static final int MAX_LINE = 4096;
    private static final int MAX_LINES = 10_000;

    /** How values are written. */
    enum Format {
        ASCII,
        BINARY_LITTLE_ENDIAN,
        BINARY_BIG_ENDIAN
    }

    /** A scalar type. */
    enum Type {
        INT8("char", 1),
        UINT8("uchar", 1),
        INT16("short", 2),
        UINT16("ushort", 2),
        INT32("int", 4),
        UINT32("uint", 4),
        FLOAT32("float", 4),
        FLOAT64("double", 8);

        private final String old;
        private final int bytes;

        Type(String old, int bytes) {
            this.old = old;
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }

        boolean integer() {
            return this != FLOAT32 && this != FLOAT64;
        }

        static Type named(MeshBuilder file, String name) {
            for (Type type : values()) {
                if (type.old.equals(name) || type.name().equalsIgnoreCase(name)) {
                    return type;
                }
            }
            throw file.broken("a property has the unknown type " + name);
        }
    }

    /**
     * What each thing of an element has.
     *
     * @param count the type of a list's length; empty for a single value
     */
    record Property(String name, Optional<Type> count, Type type) {}

    /** Things of one kind. */
    record Element(String name, long count, List<Property> properties) {
        /** {@return the place of a property, or -1} */
        int indexOf(String property) {
            for (int i = 0; i < properties.size(); i++) {
                if (properties.get(i).name().equals(property)) {
                    return i;
                }
            }
            return -1;
        }

        boolean has(List<String> names) {
            return names.stream().allMatch(property -> indexOf(property) >= 0);
        }

        Property property(String property) {
            return properties.get(indexOf(property));
        }
    }

    PlyMeshHeader {
        elements = List.copyOf(elements);
    }

    /** Reads up to and with the end_header line. */
    static PlyMeshHeader read(MeshBuilder file, InputStream in) throws IOException {
        if (!line(file, in).equals("ply")) {
            throw file.broken("it is no PLY file");
        }
        Format format = null;
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < MAX_LINES; i++) {
            String line = line(file, in);
            String[] words = line.split("\\s+", -1);
            switch (words[0]) {
                case "comment", "obj_info" -> {}
                case "format" -> format = format(file, words);
                case "element" -> elements.add(element(file, words));
                case "property" -> {
                    if (elements.isEmpty()) {
                        throw file.broken("its header has a property before any element");
                    }
                    elements.getLast().properties().add(property(file, words));
                }
                case "end_header" -> {
                    if (format == null) {
                        throw file.broken("its header states no format");
                    }
                    return new PlyMeshHeader(format, elements);
                }
                default -> throw file.broken("its header has the line \"" + line + "\"");
            }
        }
        throw file.broken("its header does not end");
    }

    private static Format format(MeshBuilder file, String[] words) {
        for (Format format : Format.values()) {
            if (words.length > 1 && format.name().equalsIgnoreCase(words[1])) {
                return format;
            }
        }
        throw file.broken("its format is unknown");
    }

    private static Element element(MeshBuilder file, String[] words) {
        // Eighteen digits fit into a long.
        if (words.length != 3 || !words[2].matches("[0-9]{1,18}")) {
            throw file.broken("its header announces an element without a count");
        }
        return new Element(words[1], Long.parseLong(words[2]), new ArrayList<>());
    }

    private static Property property(MeshBuilder file, String[] words) {
        if (words.length == 5 && words[1].equals("list")) {
            return new Property(words[4], Optional.of(Type.named(file, words[2])), Type.named(file, words[3]));
        }
        if (words.length != 3) {
            throw file.broken("its header has a property without a type or a name");
        }
        return new Property(words[2], Optional.empty(), Type.named(file, words[1]));
    }

    private static String line(MeshBuilder file, InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() == MAX_LINE) {
                throw file.broken("its header does not end");
            }
            line.append(new String(new byte[] {(byte) next}, StandardCharsets.ISO_8859_1));
        }
        return line.toString().strip();
    }
}
