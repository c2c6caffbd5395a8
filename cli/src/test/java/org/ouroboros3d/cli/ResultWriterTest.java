package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.ReconstructorInput;
import org.ouroboros3d.model.SamplingDefaults;

class ResultWriterTest {
    private static ModelInfo model(boolean trained, boolean lowPass) {
        return new ModelInfo(
                "any",
                64,
                Geometry.CANONICAL,
                TemporalContext.FIXED,
                trained,
                SamplingDefaults.PUBLISHED,
                ReconstructorInput.DECODED,
                lowPass);
    }

    @Test
    void thePlyHeaderSaysWhatItsGaussiansWentThrough() {
        assertThat(ResultWriter.comments(model(true, false))).isEmpty();
        assertThat(ResultWriter.comments(model(true, true)))
                .singleElement()
                .asString()
                .startsWith("low_pass 64: ")
                .matches("[ -~]*");
        assertThat(ResultWriter.comments(model(false, true)))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("untrained");
    }
}
