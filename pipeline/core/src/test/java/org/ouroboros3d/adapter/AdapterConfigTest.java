package org.ouroboros3d.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdapterConfigTest {
    @Test
    void readsTheReleasedConfiguration() throws JsonProcessingException {
        AdapterConfig config = read("""
                {"cin": 192, "channels": [320, 640, 1280, 1280], "sk": true, "use_conv": false, "ksize": 1}
                """);
        assertThat(config).isEqualTo(AdapterConfig.official());
    }

    @Test
    void absentKeysHaveTheDefaultsOfTheReleasedClass() throws JsonProcessingException {
        assertThat(read("{\"sk\": true, \"use_conv\": false}"))
                .isEqualTo(new AdapterConfig(64, List.of(320, 640, 1280, 1280), 3, 3));
    }

    @Test
    void refusesVariantsThatNoCheckpointHas() {
        assertThatThrownBy(() -> read("{\"use_conv\": false}")).hasMessageContaining("\"sk\" must be true");
        assertThatThrownBy(() -> read("{\"sk\": true}")).hasMessageContaining("\"use_conv\" must be false");
    }

    @Test
    void refusesImpossibleSizes() {
        assertThatThrownBy(() -> new AdapterConfig(100, List.of(32), 1, 1)).hasMessageContaining("multiple of 64");
        assertThatThrownBy(() -> new AdapterConfig(64, List.of(), 1, 1)).hasMessageContaining("channels");
        assertThatThrownBy(() -> new AdapterConfig(64, List.of(32), 1, 2)).hasMessageContaining("odd ksize");
    }

    private static AdapterConfig read(String json) throws JsonProcessingException {
        JsonNode node = JsonMapper.builder().build().readTree(json);
        return AdapterConfig.fromJson(node);
    }
}
