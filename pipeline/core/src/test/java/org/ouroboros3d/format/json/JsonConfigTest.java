package org.ouroboros3d.format.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonConfigTest {
    @Test
    void absentAndNullKeysTakeTheirFallback() throws JsonProcessingException {
        JsonConfig config = read("{\"width\": null, \"depth\": 3}");
        assertThat(config.integer("width", 7)).isEqualTo(7);
        assertThat(config.integer("depth", 7)).isEqualTo(3);
        assertThat(config.number("scale", 0.5)).isEqualTo(0.5);
        assertThat(config.flag("deep", true)).isTrue();
        assertThat(config.text("name", "plain")).isEqualTo("plain");
    }

    @Test
    void listsKeepTheirOrder() throws JsonProcessingException {
        JsonConfig config = read("{\"sizes\": [3, 1, 2], \"names\": [\"b\", \"a\"]}");
        assertThat(config.integers("sizes")).containsExactly(3, 1, 2);
        assertThat(config.texts("names")).containsExactly("b", "a");
    }

    @Test
    void messagesNameTheConfigurationTheKeyAndTheValue() throws JsonProcessingException {
        JsonConfig config = read("{\"depth\": 2.5, \"sizes\": [1, \"x\"], \"deep\": 1, \"part\": []}");
        assertThatThrownBy(() -> config.integer("width")).hasMessage("Toy configuration lacks \"width\"");
        assertThatThrownBy(() -> config.integer("depth"))
                .hasMessage("Toy configuration: \"depth\" must be an integer, got 2.5");
        assertThatThrownBy(() -> config.integers("sizes"))
                .hasMessageContaining("\"sizes\" must be an integer, got \"x\"");
        assertThatThrownBy(() -> config.flag("deep", false)).hasMessageContaining("must be true or false, got 1");
        assertThatThrownBy(() -> config.object("part")).hasMessageContaining("must be an object, got []");
        assertThatThrownBy(() -> JsonConfig.of("Toy", null)).hasMessageContaining("Toy configuration must be");
    }

    @Test
    void unknownKeysAreRefusedWithTheNearestKnownOne() throws JsonProcessingException {
        assertThatThrownBy(() -> read("{\"bach_sise\": 1}").only("steps", "batch_size"))
                .hasMessage(
                        "Toy configuration: there is no \"bach_sise\"; did you mean \"batch_size\"? Known are steps,"
                                + " batch_size");
        assertThatThrownBy(() -> read("{\"lr\": 1}").only("steps", "batch_size"))
                .hasMessage("Toy configuration: there is no \"lr\"; known are steps, batch_size");
    }

    @Test
    void wordsAreOneOfSome() throws JsonProcessingException {
        assertThat(read("{}").word("type", List.of("fp32"), "fp32")).isEqualTo("fp32");
        assertThatThrownBy(() -> read("{\"type\": null, \"other\": 3}").word("other", List.of("fp32"), "fp32"))
                .hasMessage("Toy configuration: \"other\" must be one of [fp32], got 3");
    }

    private static JsonConfig read(String json) throws JsonProcessingException {
        return JsonConfig.of("Toy", JsonMapper.builder().build().readTree(json));
    }
}
