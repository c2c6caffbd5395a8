package org.ouroboros3d.train.run;

import java.util.Locale;

/** Constants as configurations write them. */
final class ConfigWords {
    private ConfigWords() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
