package org.ouroboros3d.eval;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ouroboros3d.metrics.EdgeF1;
import org.ouroboros3d.metrics.Sharpness;
import org.ouroboros3d.tensor.Tensor;

/**
 * How much detail pictures show beside the ground truth, which PSNR and SSIM say little of as they reward blur.
 *
 * @param sharpness {@link Sharpness#gradient} by the ground truth's: below 1 detail is missing, above 1 there is more than
 *     there should be; NaN where the ground truth is of one color
 * @param tenengrad {@link Sharpness#tenengrad} by the ground truth's, which blur of any edge lowers
 * @param edgeF1 {@link EdgeF1}, higher is better
 */
public record DetailScores(double sharpness, double tenengrad, double edgeF1) {
    /** {@return the scores of pictures {@code [B, 3, H, W]} in [0, 1], H and W at least 3, all counted together} */
    static DetailScores of(Tensor predicted, Tensor truth) {
        return new DetailScores(
                Sharpness.gradient(predicted) / Sharpness.gradient(truth),
                Sharpness.tenengrad(predicted) / Sharpness.tenengrad(truth),
                EdgeF1.of(predicted, truth));
    }

    /** {@return the mean of objects' scores} */
    public static DetailScores mean(List<DetailScores> scores) {
        return new DetailScores(
                mean(scores, DetailScores::sharpness),
                mean(scores, DetailScores::tenengrad),
                mean(scores, DetailScores::edgeF1));
    }

    private static double mean(List<DetailScores> scores, ToDoubleFunction<DetailScores> value) {
        return scores.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
