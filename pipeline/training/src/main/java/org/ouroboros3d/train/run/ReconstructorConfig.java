package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.format.json.JsonConfig;
import org.ouroboros3d.train.RenderSizes;

/**
 * How the reconstructor is trained alone.
 *
 * @param renderSizes sizes that its renderings are compared at ({@code render_size}, the smallest and the largest); empty
 *     for that of the input views
 * @param degrade share of the objects whose views are made as poor as a denoiser's, see
 *     {@link org.ouroboros3d.train.ViewDegradation}
 */
public record ReconstructorConfig(Optional<RenderSizes> renderSizes, double degrade) {
    static final ReconstructorConfig DEFAULT = new ReconstructorConfig(Optional.empty(), 0);

    /** Checks the share. */
    public ReconstructorConfig {
        if (!(degrade >= 0 && degrade <= 1)) {
            throw new IllegalArgumentException(
                    "reconstructor: degrade is a share of the objects from 0 to 1, not " + degrade);
        }
    }

    static ReconstructorConfig fromJson(JsonNode node) {
        JsonConfig json = JsonConfig.of("reconstructor", node).only("render_size", "degrade");
        return new ReconstructorConfig(
                json.has("render_size") ? Optional.of(sizes(json.integers("render_size"))) : Optional.empty(),
                json.number("degrade", DEFAULT.degrade));
    }

    private static RenderSizes sizes(List<Integer> range) {
        if (range.size() != 2) {
            throw new IllegalArgumentException(
                    "reconstructor: \"render_size\" holds the smallest and the largest size in pixels, not " + range);
        }
        return new RenderSizes(range.get(0), range.get(1));
    }

    void writeTo(ObjectNode node) {
        renderSizes.ifPresent(
                sizes -> node.putArray("render_size").add(sizes.min()).add(sizes.max()));
        if (degrade != DEFAULT.degrade) {
            node.put("degrade", degrade);
        }
    }
}
