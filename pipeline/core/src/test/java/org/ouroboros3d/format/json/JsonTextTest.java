package org.ouroboros3d.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    enum Kind {
        SEMI_OPEN
    }

    record Result(Path out, Kind kind, double psnr, List<Double> all, OptionalLong bytes, OptionalLong peak) {
        @JsonProperty
        boolean passed() {
            return psnr > 1;
        }

        String text() {
            return "not a component";
        }
    }

    @Test
    void componentsAreKeysAndWhatJsonLacksIsNull() {
        Result result = new Result(
                Path.of("a b", "c"),
                Kind.SEMI_OPEN,
                Double.POSITIVE_INFINITY,
                List.of(1.5, Double.NaN),
                OptionalLong.of(7),
                OptionalLong.empty());
        assertThat(JsonText.of(result)).isEqualTo("""
                {
                  "out" : "a b/c",
                  "kind" : "semi_open",
                  "psnr" : null,
                  "all" : [ 1.5, null ],
                  "bytes" : 7,
                  "peak" : null,
                  "passed" : true
                }""");
        assertThat(JsonText.tree(result).get("passed").asBoolean()).isTrue();
    }
}
