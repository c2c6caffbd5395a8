package org.ouroboros3d.eval;

import java.util.Locale;
import java.util.OptionalDouble;

/** Cells of tables. */
final class Cells {
    private static final String NONE = "-";

    private Cells() {}

    /** {@return a number with some decimals; a dash for NaN} */
    static String number(int decimals, double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** {@return a number with some decimals; a dash where there is none} */
    static String number(int decimals, OptionalDouble value) {
        return number(decimals, value.orElse(Double.NaN));
    }

    /** {@return a mean with its sign and, in parentheses, its standard error; a dash for NaN} */
    static String difference(int decimals, PairedDifference difference) {
        if (!Double.isFinite(difference.mean())) {
            return NONE;
        }
        String mean = String.format(Locale.ROOT, "%+." + decimals + "f", difference.mean());
        return mean + " (" + number(decimals, difference.standardError()) + ")";
    }

    /** {@return text for comma-separated values} */
    static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
