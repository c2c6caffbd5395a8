package org.ouroboros3d.format;

import java.io.Serial;
import java.util.Optional;

/** A weights file that cannot be used: missing, damaged, hostile, or not what the model expects. */
public final class WeightsException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final String key;

    /**
     * @param file the file or other source that the weights come from
     * @param key the tensor at fault, or null when the whole file is
     * @param message what is wrong, and what to do about it where that is known
     */
    public WeightsException(String file, String key, String message) {
        super(key == null ? file + ": " + message : file + ": tensor \"" + printable(key) + "\": " + message);
        this.file = file;
        this.key = key;
    }

    public WeightsException(String file, String message, Throwable cause) {
        this(file, null, message);
        initCause(cause);
    }

    /** {@return the file or other source at fault} */
    public String file() {
        return file;
    }

    /** {@return the tensor at fault, empty when the whole file is} */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }

    /** {@return the text of a hostile file made fit for a terminal: no control characters, at most 120 characters} */
    public static String printable(String text) {
        String cut = text.length() > 120 ? text.substring(0, 120) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
