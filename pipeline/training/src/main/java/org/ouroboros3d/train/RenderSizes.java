package org.ouroboros3d.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.ouroboros3d.diffusion.HostNoise;

/**
 * Sizes that a reconstructor's Gaussians are rendered and compared at, which need not be that of its input views: all
 * multiples of {@value #STEP} pixels in a range, equally likely.
 *
 * @param min the smallest, a multiple of {@value #STEP}
 * @param max the largest, a multiple of {@value #STEP}
 */
public record RenderSizes(int min, int max) {
    private static final int STEP = 8;

    /** Checks the range. */
    public RenderSizes {
        if (min < STEP || max < min || min % STEP != 0 || max % STEP != 0) {
            throw new IllegalArgumentException("render sizes are a range of multiples of " + STEP
                    + " pixels, the smaller one first, not " + min + " to " + max);
        }
    }

    /** {@return the range from the smallest to the largest} */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static RenderSizes of(List<Integer> range) {
        if (range.size() != 2) {
            throw new IllegalArgumentException(
                    "\"render_size\" holds the smallest and the largest size in pixels, not " + range);
        }
        return new RenderSizes(range.get(0), range.get(1));
    }

    /** {@return the smallest and the largest, as {@link #of} takes them} */
    @JsonValue
    public List<Integer> range() {
        return List.of(min, max);
    }

    /** {@return the size that is drawn by the first number of a stream} */
    int draw(HostNoise noise, long stream) {
        int choices = (max - min) / STEP + 1;
        return min + STEP * (int) (noise.uniforms(stream, 1)[0] * choices);
    }
}
