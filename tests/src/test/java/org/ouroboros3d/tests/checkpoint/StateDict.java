package org.ouroboros3d.tests.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ouroboros3d.weights.Weights;

/**
 * The keys and shapes of a network's weights.
 *
 * @param shapes by key
 */
record StateDict(Map<String, long[]> shapes) {
    /** {@return what the reference's class declares at full size} */
    static StateDict published(String part) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        try (InputStream list = StateDict.class.getResourceAsStream("/state-dicts/" + part + ".txt")) {
            for (String line : new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                int space = line.indexOf(' ');
                long[] shape = Arrays.stream(line.substring(space + 1).split(",", -1))
                        .mapToLong(Long::parseLong)
                        .toArray();
                shapes.put(line.substring(0, space), shape);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new StateDict(shapes);
    }

    /** {@return what a model of ours took from {@code weights}} */
    static StateDict askedOf(Weights weights) {
        return new StateDict(weights.asked());
    }

    /** {@return the part under {@code prefix}, which is cut off} */
    StateDict only(String prefix) {
        Map<String, long[]> kept = new LinkedHashMap<>();
        shapes.forEach((key, shape) -> {
            if (key.startsWith(prefix)) {
                kept.put(key.substring(prefix.length()), shape);
            }
        });
        return new StateDict(kept);
    }

    /** {@return the tensors whose key satisfies {@code predicate}} */
    StateDict where(Predicate<String> predicate) {
        Map<String, long[]> kept = new LinkedHashMap<>(shapes);
        kept.keySet().removeIf(predicate.negate());
        return new StateDict(kept);
    }

    long parameters() {
        return shapes.values().stream()
                .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
                .sum();
    }

    /** {@return lines such as {@code conv.weight [14, 14, 1, 1]}, sorted, which assertions compare readably} */
    List<String> listing() {
        return shapes.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Arrays.toString(entry.getValue()))
                .sorted()
                .toList();
    }
}
