package org.ouroboros3d.eval;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * How near pictures are to the ground truth.
 *
 * @param psnr decibels over all views of an object, higher is better
 * @param ssim mean over the views, higher is better
 * @param lpips mean over the views, lower is better; empty without its weights
 * @param detail how sharp they are, and where their edges are
 */
public record ViewScores(double psnr, double ssim, OptionalDouble lpips, DetailScores detail) {
    /** The names of {@link #values}. */
    static final List<String> COLUMNS = List.of("psnr", "ssim", "lpips", "sharpness", "tenengrad", "edge_f1");

    static ViewScores of(List<Double> values) {
        double lpips = values.get(2);
        return new ViewScores(
                values.get(0),
                values.get(1),
                Double.isNaN(lpips) ? OptionalDouble.empty() : OptionalDouble.of(lpips),
                new DetailScores(values.get(3), values.get(4), values.get(5)));
    }

    List<Double> values() {
        return List.of(psnr, ssim, lpips.orElse(Double.NaN), detail.sharpness(), detail.tenengrad(), detail.edgeF1());
    }

    /** {@return the mean of objects' scores} */
    public static ViewScores mean(List<ViewScores> scores) {
        OptionalDouble lpips = scores.stream().allMatch(s -> s.lpips().isPresent())
                ? OptionalDouble.of(mean(scores, s -> s.lpips().getAsDouble()))
                : OptionalDouble.empty();
        return new ViewScores(
                mean(scores, ViewScores::psnr),
                mean(scores, ViewScores::ssim),
                lpips,
                DetailScores.mean(scores.stream().map(ViewScores::detail).toList()));
    }

    private static double mean(List<ViewScores> scores, ToDoubleFunction<ViewScores> value) {
        return scores.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
