package org.ouroboros3d.train.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.format.json.JsonConfig;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.tensor.DType;

/** Constants and element types as configurations write them. */
final class ConfigWords {
    private ConfigWords() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String of(DType type) {
        return Precision.word(type);
    }

    /**
     * {@return the element type whose word is at {@code key}, or {@code usual} where the key is missing or null}
     *
     * @param others that are allowed too
     */
    static DType type(JsonConfig json, String key, DType usual, DType... others) {
        List<String> words = new ArrayList<>(List.of(of(usual)));
        Arrays.stream(others).map(ConfigWords::of).forEach(words::add);
        return Precision.type(json.word(key, words, of(usual)));
    }
}
