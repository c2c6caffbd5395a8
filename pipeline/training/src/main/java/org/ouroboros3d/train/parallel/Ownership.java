package org.ouroboros3d.train.parallel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ouroboros3d.tensor.Tensor;

/** Which rank is responsible for which parameter: the largest first, each goes to the rank that has the fewest elements. */
final class Ownership {
    private final int[] owners;
    private final int ranks;

    Ownership(List<Tensor> parameters, int ranks) {
        this.owners = new int[parameters.size()];
        this.ranks = ranks;
        List<Integer> largestFirst = new ArrayList<>();
        for (int i = 0; i < owners.length; i++) {
            largestFirst.add(i);
        }
        largestFirst.sort(
                Comparator.comparingLong((Integer i) -> parameters.get(i).numel())
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()));
        long[] elements = new long[ranks];
        for (int i : largestFirst) {
            int least = 0;
            for (int rank = 1; rank < ranks; rank++) {
                if (elements[rank] < elements[least]) {
                    least = rank;
                }
            }
            owners[i] = least;
            elements[least] += parameters.get(i).numel();
        }
    }

    /** {@return the rank that is responsible for a parameter, by its place} */
    int of(int parameter) {
        return owners[parameter];
    }

    /** {@return places of parameters, those of the first rank first} */
    List<Integer> sorted(List<Integer> parameters) {
        return parameters.stream().sorted(Comparator.comparingInt(this::of)).toList();
    }

    /** {@return how many elements of some parameters each rank is responsible for} */
    long[] parts(List<Integer> chosen, List<Tensor> parameters) {
        long[] parts = new long[ranks];
        for (int i : chosen) {
            parts[of(i)] += parameters.get(i).numel();
        }
        return parts;
    }
}
