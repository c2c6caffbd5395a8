package org.ouroboros3d.data.mesh;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.ouroboros3d.io.TextBytes;

/**
 * The lines of an OBJ or MTL file: in UTF-8, in ISO-8859-1 where a line is no UTF-8, or in UTF-16 behind a byte order mark;
 * without comments, and with lines that end in a backslash joined to the next. A backslash that ends a comment joins nothing.
 */
final class TextLines implements AutoCloseable {
    /** Numbers and faces take less; what is longer is no text. */
    private static final int MAX_LINE = 1 << 24;

    private final BufferedReader lines;
    /** Whether the lines come as bytes, a character each. */
    private final boolean bytes;

    private int number;
    private int first;

    private TextLines(InputStream in, Charset charset) {
        this.lines = new BufferedReader(new InputStreamReader(in, charset));
        this.bytes = charset.equals(StandardCharsets.ISO_8859_1);
    }

    static TextLines open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(3);
        byte[] start = in.readNBytes(3);
        in.reset();
        if (starts(start, 0xef, 0xbb, 0xbf)) {
            in.skipNBytes(3);
        } else if (starts(start, 0xff, 0xfe) || starts(start, 0xfe, 0xff)) {
            return new TextLines(in, StandardCharsets.UTF_16);
        }
        return new TextLines(in, StandardCharsets.ISO_8859_1);
    }

    private static boolean starts(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** {@return the next line that holds something, stripped, or null at the end} */
    Line next() throws IOException {
        StringBuilder joined = new StringBuilder();
        for (String line = line(); line != null; line = line()) {
            number++;
            first = joined.isEmpty() ? number : first;
            int comment = commentAt(line);
            String data = (comment < 0 ? line : line.substring(0, comment)).strip();
            boolean goesOn = comment < 0 && data.endsWith("\\");
            joined.append(goesOn ? data.substring(0, data.length() - 1) + " " : data);
            if (joined.length() > MAX_LINE) {
                throw new IOException("line " + first + " is longer than any of such files");
            }
            if (!goesOn && !joined.toString().isBlank()) {
                return new Line(first, joined.toString().strip(), comment < 0 ? "" : line.substring(comment));
            }
            if (!goesOn) {
                joined.setLength(0);
            }
        }
        return joined.toString().isBlank()
                ? null
                : new Line(first, joined.toString().strip(), "");
    }

    private String line() throws IOException {
        String line = lines.readLine();
        return line == null || !bytes ? line : TextBytes.decode(line.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** {@return where a comment begins: at a # that begins a word, since names may hold others} */
    private static int commentAt(String line) {
        for (int at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
            if (at == 0 || Character.isWhitespace(line.charAt(at - 1))) {
                return at;
            }
        }
        return -1;
    }

    /**
     * A line.
     *
     * @param number of its first part in the file, from 1
     * @param text without comment
     * @param comment with its #, or empty; some programs write names that look like comments
     */
    record Line(int number, String text, String comment) {
        /** {@return the first word in lower case} */
        String keyword() {
            return text.split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
        }

        /** {@return what follows the first word} */
        String rest() {
            String[] parts = text.split("\\s+", 2);
            return parts.length < 2 ? "" : parts[1];
        }

        /** {@return what follows the first word, without a comment that has no space before it; 1.#IND is a word} */
        String data() {
            String rest = rest();
            int comment = rest.indexOf('#');
            while (comment > 0 && rest.charAt(comment - 1) == '.') {
                comment = rest.indexOf('#', comment + 1);
            }
            return comment < 0 ? rest : rest.substring(0, comment).strip();
        }

        /** {@return what follows the first word, comment included: names such as {@code Material #25}} */
        String restWithComment() {
            return comment.isEmpty() ? rest() : (rest() + " " + comment.strip()).strip();
        }
    }
}
