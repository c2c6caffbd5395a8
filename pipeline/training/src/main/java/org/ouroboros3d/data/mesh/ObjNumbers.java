package org.ouroboros3d.data.mesh;

import java.util.Optional;

/** Numbers as OBJ and MTL files have them: decimal, without Java's suffixes. */
final class ObjNumbers {
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
}
