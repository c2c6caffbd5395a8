package org.ouroboros3d.image;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is behind an object in a picture of it.
 *
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 * @param transparent whether pictures get an alpha channel instead; the color then stands in where there can be none
 */
public record Background(int red, int green, int blue, boolean transparent) {
    /** Opaque white. */
    public static final Background WHITE = new Background(255, 255, 255, false);
    /** Opaque black. */
    public static final Background BLACK = new Background(0, 0, 0, false);
    /** None; white where there is no alpha channel. */
    public static final Background TRANSPARENT = new Background(255, 255, 255, true);

    private static final Pattern HEX = Pattern.compile("#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})");

    /** Checks the ranges. */
    public Background {
        if ((red | green | blue) >>> 8 != 0) {
            throw new IllegalArgumentException("colors go from 0 to 255, not " + red + ", " + green + ", " + blue);
        }
    }

    /**
     * {@return the background of a text: {@code white}, {@code black}, {@code transparent} or {@code #rrggbb}}
     *
     * @throws IllegalArgumentException if it is another
     */
    public static Background parse(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return switch (word) {
            case "white" -> WHITE;
            case "black" -> BLACK;
            case "transparent" -> TRANSPARENT;
            default -> {
                Matcher hex = HEX.matcher(word);
                if (!hex.matches()) {
                    throw new IllegalArgumentException(
                            "unknown background '" + text + "'; use white, black, transparent or #rrggbb");
                }
                yield new Background(level(hex, 1), level(hex, 2), level(hex, 3), false);
            }
        };
    }

    private static int level(Matcher hex, int group) {
        return Integer.parseInt(hex.group(group), 16);
    }

    /** {@return the color alone} */
    public Background opaque() {
        return new Background(red, green, blue, false);
    }

    /** {@return whether white text is easier to read on it than black text} */
    public boolean isDark() {
        return 2 * red + 5 * green + blue < 8 * 128;
    }

    /** As it is parsed. */
    @Override
    public String toString() {
        return transparent ? "transparent" : String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
    }
}
