package org.ouroboros3d.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class SchedulerConfigTest {
    private static final String SVD = """
            {"_class_name": "EulerDiscreteScheduler", "_diffusers_version": "0.24.0.dev0", "beta_end": 0.012,
             "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false,
             "interpolation_type": "linear", "num_train_timesteps": 1000, "prediction_type": "v_prediction",
             "set_alpha_to_one": false, "sigma_max": 700.0, "sigma_min": 0.002, "skip_prk_steps": true,
             "steps_offset": 1, "timestep_spacing": "leading", "timestep_type": "continuous", "trained_betas": null,
             "use_karras_sigmas": true}
            """;

    @Test
    void readsThePublishedFile() throws JsonProcessingException {
        assertThat(SchedulerConfig.fromJson(svd())).isEqualTo(SchedulerConfig.svd());
    }

    @Test
    void refusesOtherPredictions() throws JsonProcessingException {
        ObjectNode node = svd().put("prediction_type", "epsilon");
        assertThatThrownBy(() -> SchedulerConfig.fromJson(node))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"prediction_type\" is epsilon, but only v_prediction is supported");
    }

    @Test
    void refusesAbsentKeysWhoseDefaultsAreUnsupported() throws JsonProcessingException {
        ObjectNode node = svd();
        node.put("use_karras_sigmas", "true");
        assertThatThrownBy(() -> SchedulerConfig.fromJson(node))
                .as("words are no truth values")
                .hasMessageContaining("\"use_karras_sigmas\" is \"true\"");
        node.remove("use_karras_sigmas");
        assertThatThrownBy(() -> SchedulerConfig.fromJson(node)).hasMessageContaining("\"use_karras_sigmas\" is false");
    }

    @Test
    void refusesUnknownSpacing() throws JsonProcessingException {
        ObjectNode node = svd().put("timestep_spacing", "middle");
        assertThatThrownBy(() -> SchedulerConfig.fromJson(node))
                .hasMessageContaining("one of [leading, linspace, trailing], got \"middle\"");
    }

    @Test
    void namesTheKeyOfAWrongType() throws JsonProcessingException {
        ObjectNode node = svd().put("sigma_max", "high");
        assertThatThrownBy(() -> SchedulerConfig.fromJson(node))
                .hasMessage("Scheduler configuration: \"sigma_max\" must be a number, got \"high\"");
    }

    private static ObjectNode svd() throws JsonProcessingException {
        return (ObjectNode) JsonMapper.builder().build().readTree(SVD);
    }
}
