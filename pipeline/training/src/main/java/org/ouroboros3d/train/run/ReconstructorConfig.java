package org.ouroboros3d.train.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.ouroboros3d.train.RenderSizes;

/**
 * How the reconstructor is trained alone.
 *
 * @param renderSizes sizes that its renderings are compared at ({@code render_size}, the smallest and the largest); empty
 *     for that of the input views
 * @param degrade share of the objects whose views are made as poor as a denoiser's, see
 *     {@link org.ouroboros3d.train.ViewDegradation}
 */
public record ReconstructorConfig(
        @JsonProperty("render_size") Optional<RenderSizes> renderSizes, double degrade) {
    static final ReconstructorConfig DEFAULT = new ReconstructorConfig(Optional.empty(), 0);

    /** Checks the share. */
    public ReconstructorConfig {
        if (!(degrade >= 0 && degrade <= 1)) {
            throw new IllegalArgumentException(
                    "reconstructor: degrade is a share of the objects from 0 to 1, not " + degrade);
        }
    }
}
