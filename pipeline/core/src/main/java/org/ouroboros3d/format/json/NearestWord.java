package org.ouroboros3d.format.json;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a mistyped word was meant to be. */
final class NearestWord {
    private NearestWord() {}

    /** {@return the known word that a third of the letters, at most, make of another one} */
    static Optional<String> of(String word, List<String> known) {
        return known.stream()
                .filter(other -> Math.abs(word.length() - other.length()) <= slack(other))
                .filter(other -> edits(word, other) <= slack(other))
                .min(Comparator.comparingInt(other -> edits(word, other)));
    }

    private static int slack(String word) {
        return Math.max(1, word.length() / 3);
    }

    /** Levenshtein's distance. */
    private static int edits(String from, String to) {
        int[] row = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j - 1], row[j]));
            }
        }
        return row[to.length()];
    }
}
