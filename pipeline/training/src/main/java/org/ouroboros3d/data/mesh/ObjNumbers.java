package org.ouroboros3d.data.mesh;

import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as OBJ and MTL files have them: decimal, without Java's suffixes. */
final class ObjNumbers {
    /** What C libraries print for numbers that are none. */
    private static final Pattern NOT_FINITE =
            Pattern.compile("[+-]?(nan|inf|infinity|1\\.#\\w+)(\\(\\w*\\))?", Pattern.CASE_INSENSITIVE);

    private ObjNumbers() {}

    /** {@return a finite number, or nothing} */
    static Optional<Double> parse(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (!(c >= '0' && c <= '9') && "+-.eE".indexOf(c) < 0) {
                return Optional.empty();
            }
        }
        try {
            double value = Double.parseDouble(word);
            return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether a word is what programs write for a number that is not finite. */
    static boolean isNotFinite(String word) {
        return NOT_FINITE.matcher(word).matches();
    }
}
