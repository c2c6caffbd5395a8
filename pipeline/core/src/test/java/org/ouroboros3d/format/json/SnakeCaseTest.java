package org.ouroboros3d.format.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class SnakeCaseTest {
    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    @Test
    void formerKeysAreRenamedAtEveryDepth() throws JsonProcessingException {
        JsonNode former = json("{'batchSize': 2, 'a': [{'pMean': 'keepMe', '_class_name': 'UNet'}], 'is_snake': null}");
        JsonNode present =
                json("{'batch_size': 2, 'a': [{'p_mean': 'keepMe', '_class_name': 'UNet'}], 'is_snake': null}");
        assertThat(SnakeCase.read(former, "test")).isEqualTo(present);
        assertThat(SnakeCase.stored(former)).isEqualTo(present);
        assertThat(SnakeCase.read(present, "test")).isEqualTo(present);
    }

    @Test
    void aKeyInBothSpellingsIsAMistake() throws JsonProcessingException {
        JsonNode both = json("{'batchSize': 2, 'batch_size': 3}");
        assertThatThrownBy(() -> SnakeCase.read(both, "train.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("train.json", "\"batch_size\"", "twice");
    }
}
