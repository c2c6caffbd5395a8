package org.ouroboros3d.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;

class ModelInfoTest {
    private static ModelInfo info(String json) throws JsonProcessingException {
        return ModelInfo.fromJson(new ObjectMapper().readTree(json), "folder");
    }

    @Test
    void anEmptyConfigurationIsThePublishedModel() throws JsonProcessingException {
        ModelInfo info = info("{}");
        assertThat(info.imageSize()).isEqualTo(512);
        assertThat(info.sampling()).isEqualTo(SamplingDefaults.PUBLISHED);
        assertThat(info.reconstructorInput()).isEqualTo(ReconstructorInput.DECODED);
        assertThat(info.lowPass()).isFalse();
        assertThat(GenerationOptions.of(info)).usingRecursiveComparison().isEqualTo(GenerationOptions.defaults());
    }

    @Test
    void aModelSaysWhatItIsBestSampledWith() throws JsonProcessingException {
        GenerationOptions options = GenerationOptions.of(info("{\"sampling\": {\"steps\": 4, \"max_guidance\": 1.5}}"));
        assertThat(options.steps()).isEqualTo(4);
        assertThat(options.guidance()).isEqualTo(new LinearGuidance(1, 1.5));
        assertThat(options.feedback()).isEqualTo(Feedback.BOTH);
    }

    @Test
    void aModelSaysWhatItsReconstructorSeesAndWhetherItsGaussiansAreFiltered() throws JsonProcessingException {
        ModelInfo info = info("{\"reconstructor_input\": \"true_first_view\", \"low_pass\": true}");
        assertThat(info.reconstructorInput()).isEqualTo(ReconstructorInput.TRUE_FIRST_VIEW);
        assertThat(info.lowPass()).isTrue();
        assertThat(info("{\"reconstructor_input\": \"decoded\"}").reconstructorInput())
                .isEqualTo(ReconstructorInput.DECODED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"sampling": 4}                    | sampling
                    {"sampling": {"steps": 0}}         | between 1 and 1000, not 0
                    {"sampling": {"step": 4}}          | there is no "step"
                    {"sampling": {"steps": "4"}}       | steps
                    {"sampling": {"max_guidance": 101}} | between -100 and 100
                    {"reconstructor_input": "true"}    | one of [decoded, true_first_view]
                    {"low_pass": 1}                    | "low_pass" must be true or false
                    {"image_size": 12}                 | image_size must be a positive multiple of 8
                    """)
    void whatCannotBeIsRefused(String json, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> info(json)).withMessageContaining(message);
    }
}
