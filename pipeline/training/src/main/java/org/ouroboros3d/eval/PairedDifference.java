package org.ouroboros3d.eval;

import java.util.Arrays;

/**
 * How far a method is ahead of another, object by object: what objects have in common does not blur it.
 *
 * @param mean of the differences
 * @param standardError of that mean: the standard deviation of the differences (with n - 1) by √n; NaN for one object
 */
public record PairedDifference(double mean, double standardError) {
    /**
     * {@return the difference of {@code values} from {@code reference}}
     *
     * @param reference of the same objects in the same order
     */
    public static PairedDifference of(double[] values, double[] reference) {
        if (values.length != reference.length || values.length == 0) {
            throw new IllegalArgumentException(
                    "pairs need as many values on both sides, not " + values.length + " and " + reference.length);
        }
        int n = values.length;
        double[] differences = new double[n];
        Arrays.setAll(differences, i -> values[i] - reference[i]);
        double mean = Arrays.stream(differences).sum() / n;
        double squares = Arrays.stream(differences)
                .map(difference -> Math.pow(difference - mean, 2))
                .sum();
        return new PairedDifference(mean, Math.sqrt(squares / (n - 1) / n));
    }
}
