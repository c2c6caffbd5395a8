package org.ouroboros3d.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.ReconstructorInput;
import org.ouroboros3d.model.SamplingDefaults;

class GenerationExportTest {
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
        assertThat(GenerationExport.plyComments(model(true, false))).isEmpty();
        assertThat(GenerationExport.plyComments(model(true, true)))
                .singleElement()
                .asString()
                .startsWith("low_pass 64: ")
                .matches("[ -~]*");
    }
}
