package org.ouroboros3d.weights;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;

/**
 * Finds a model's state dict in what training programs save around it: below a key ({@code state_dict}, {@code model}), with
 * what a wrapper puts before every key ({@code module.}, {@code _orig_mod.}), beside states of optimizers.
 */
public final class StateDict {
    private static final int MAX_NAMED = 5;

    private StateDict() {}

    /**
     * {@return the tensors that a model takes, under its own keys: the same checkpoint if it has those, else those under the
     * one prefix that explains all keys, else the same checkpoint}
     *
     * @param expected the model's keys
     * @throws WeightsException if several prefixes explain all keys, or one explains only most of them
     */
    public static Checkpoint unwrapped(Checkpoint checkpoint, Collection<String> expected) {
        Set<String> keys = checkpoint.tensors().keySet();
        if (expected.isEmpty() || keys.isEmpty() || expected.stream().anyMatch(keys::contains)) {
            return checkpoint;
        }
        Set<String> prefixes = new LinkedHashSet<>();
        for (String wanted : expected) {
            for (String key : keys) {
                if (key.endsWith("." + wanted)) {
                    prefixes.add(key.substring(0, key.length() - wanted.length()));
                }
            }
            // Keys such as "weight" end many others; those of a whole model narrow the prefixes down at once.
            if (!prefixes.isEmpty()) {
                break;
            }
        }
        List<String> whole = prefixes.stream()
                .filter(prefix -> missing(keys, prefix, expected) == 0)
                .toList();
        if (whole.size() == 1) {
            return checkpoint.only(whole.getFirst());
        }
        if (whole.size() > 1) {
            throw new WeightsException(
                    checkpoint.source(),
                    null,
                    "it holds this model " + whole.size() + " times, under " + named(whole)
                            + "; save the one that is meant alone");
        }
        prefixes.stream()
                .filter(prefix -> 2 * missing(keys, prefix, expected) <= expected.size())
                .findFirst()
                .ifPresent(prefix -> {
                    String lack = expected.stream()
                            .filter(key -> !keys.contains(prefix + key))
                            .findFirst()
                            .orElseThrow();
                    throw new WeightsException(
                            checkpoint.source(),
                            null,
                            "most keys of this model are under " + named(List.of(prefix)) + ", but "
                                    + missing(keys, prefix, expected) + " are not, such as " + lack);
                });
        return checkpoint;
    }

    /**
     * Refuses integers and truth values where a network computes with floating-point numbers.
     *
     * @throws WeightsException that names the first such tensor
     */
    public static void requireNumbers(Checkpoint checkpoint, Collection<String> expected) {
        for (String key : expected) {
            TensorData tensor = checkpoint.tensors().get(key);
            if (tensor != null && !tensor.dtype().isFloatingPoint()) {
                throw new WeightsException(
                        checkpoint.source(),
                        key,
                        "its elements are " + tensor.dtype()
                                + ", where a network needs floating-point numbers; save it as float32");
            }
        }
    }

    private static long missing(Set<String> keys, String prefix, Collection<String> expected) {
        return expected.stream().filter(key -> !keys.contains(prefix + key)).count();
    }

    private static String named(List<String> prefixes) {
        return String.join(
                ", ",
                prefixes.stream()
                        .limit(MAX_NAMED)
                        .map(prefix -> "\"" + WeightsException.printable(prefix) + "\"")
                        .toList());
    }
}
