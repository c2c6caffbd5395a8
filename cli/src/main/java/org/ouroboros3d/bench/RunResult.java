package org.ouroboros3d.bench;

import org.ouroboros3d.tensor.DType;

/** What a run of the loop gave, as far as it is compared with that of another. */
public final class RunResult {
    private final float[] firstPrediction;
    private final float[] views;

    /**
     * Takes over both.
     *
     * @param firstPrediction the latents that the first step predicts
     * @param views the final views, in [0, 1]
     */
    RunResult(float[] firstPrediction, float[] views) {
        this.firstPrediction = firstPrediction;
        this.views = views;
    }

    /**
     * How far two runs are from each other. Steps amplify rounding, since the rasterizer decides by thresholds, so the first
     * step tells more about a computation than the last.
     *
     * @param firstStep distance of the latents that the first step predicts, relative to their length
     * @param views the largest difference of a number in the final views, which are in [0, 1]
     */
    public record Difference(double firstStep, double views) {
        /** {@return whether the results are the same, bit for bit} */
        public boolean isNone() {
            return firstStep == 0 && views == 0;
        }

        /**
         * {@return whether the first step differs by no more than what the same arithmetic in another order does}
         *
         * @param type that the denoiser computes in; of a hundred layers, each rounds to 24 bits, 11 or 8
         */
        public boolean isRounding(DType type) {
            double bound = switch (type) {
                case BFLOAT16 -> 3e-2;
                case FLOAT16 -> 4e-3;
                default -> 1e-5;
            };
            return firstStep <= bound;
        }
    }

    /** {@return how far another run of the same model and options is from this one} */
    Difference differenceFrom(RunResult other) {
        double squares = 0;
        double length = 0;
        for (int i = 0; i < firstPrediction.length; i++) {
            squares += Math.pow((double) firstPrediction[i] - other.firstPrediction[i], 2);
            length += Math.pow(firstPrediction[i], 2);
        }
        double largest = 0;
        for (int i = 0; i < views.length; i++) {
            largest = Math.max(largest, Math.abs((double) views[i] - other.views[i]));
        }
        return new Difference(Math.sqrt(squares / length), largest);
    }
}
