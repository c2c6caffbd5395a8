package org.ouroboros3d.format.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRecordsTest {
    enum Kind {
        SEMI_OPEN,
        OPEN
    }

    record Part(int batchSize, Optional<Path> file) {
        Part {
            if (batchSize < 1) {
                throw new IllegalArgumentException("batch_size must be at least 1");
            }
        }
    }

    record Toy(
            int depth, long seed, double scale, boolean deep, String name, Kind kind, List<Integer> sizes, Part part) {}

    private static final JsonRecords JSON =
            JsonRecords.plain().with(new Part(3, Optional.empty())).with(Toy.class, """
                    {"seed": 1, "scale": 0.5, "deep": true, "name": "plain", "kind": "open", "sizes": [], "part": {}}
                    """);

    private static Toy read(String json) throws JsonProcessingException {
        return JSON.read("Toy", JsonMapper.builder().build().readTree(json), Toy.class, Path.of("/base"));
    }

    @Test
    void missingAndNullKeysHaveTheirDefaults() throws JsonProcessingException {
        assertThat(read("{\"depth\": 3, \"seed\": null, \"kind\": null}"))
                .isEqualTo(new Toy(3, 1, 0.5, true, "plain", Kind.OPEN, List.of(), new Part(3, Optional.empty())));
        assertThat(read("{\"depth\": 3, \"part\": {\"file\": \"a/b\"}}").part())
                .isEqualTo(new Part(3, Optional.of(Path.of("/base/a/b"))));
        assertThat(read("{\"depth\": 3, \"part\": {\"file\": \"\"}}").part().file())
                .isEmpty();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws JsonProcessingException {
        Toy toy = read("{\"depth\": 3, \"seed\": 9007199254740993, \"scale\": 2, \"kind\": \"semi_open\","
                + " \"sizes\": [3, 1], \"part\": {\"batch_size\": 5, \"file\": \"f\"}}");
        assertThat(JsonRecords.tree(toy))
                .hasToString("{\"depth\":3,\"seed\":9007199254740993,\"scale\":2.0,"
                        + "\"deep\":true,\"name\":\"plain\",\"kind\":\"semi_open\",\"sizes\":[3,1],"
                        + "\"part\":{\"batch_size\":5,\"file\":\"/base/f\"}}");
        assertThat(read(JsonRecords.tree(toy).toString())).isEqualTo(toy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                      | Toy configuration lacks "depth"
            {"depth": null}                         | Toy configuration lacks "depth"
            {"depth": 2.5}                          | Toy configuration: "depth" must be an integer, got 2.5
            {"depth": 2.0}                          | Toy configuration: "depth" must be an integer, got 2.0
            {"depth": "2"}                          | Toy configuration: "depth" must be an integer, got "2"
            {"depth": ""}                           | Toy configuration: "depth" must be an integer, got ""
            {"depth": true}                         | Toy configuration: "depth" must be an integer, got true
            {"depth": 3000000000}                   | Toy configuration: "depth" must be an integer, got 3000000000
            {"depth": 1, "seed": 1e3}               | Toy configuration: "seed" must be an integer, got 1000.0
            {"depth": 1, "seed": 9223372036854775808} | "seed" must be an integer, got 9223372036854775808
            {"depth": 1, "scale": "1"}              | Toy configuration: "scale" must be a number, got "1"
            {"depth": 1, "scale": "NaN"}            | Toy configuration: "scale" must be a number, got "NaN"
            {"depth": 1, "deep": 1}                 | Toy configuration: "deep" must be true or false, got 1
            {"depth": 1, "deep": "true"}            | Toy configuration: "deep" must be true or false, got "true"
            {"depth": 1, "name": 1}                 | Toy configuration: "name" must be a string, got 1
            {"depth": 1, "kind": "shut"}            | "kind" must be one of [semi_open, open], got "shut"
            {"depth": 1, "kind": ""}                | "kind" must be one of [semi_open, open], got ""
            {"depth": 1, "kind": 0}                 | "kind" must be one of [semi_open, open], got 0
            {"depth": 1, "sizes": 3}                | Toy configuration: "sizes" must be an array, got 3
            {"depth": 1, "sizes": [1, "x"]}         | Toy configuration: "sizes" must be an integer, got "x"
            {"depth": 1, "part": []}                | Toy configuration: "part" must be an object, got []
            {"depth": 1, "part": 3}                 | Toy configuration: "part" must be an object, got 3
            {"depth": 1, "part": "x"}               | Toy configuration: "part" must be an object, got "x"
            {"depth": 1, "part": {"batch_size": 0}} | batch_size must be at least 1
            {"depth": 1, "part": {"file": 3}}       | part configuration: "file" must be a string, got 3
            {"depth": 1, "part": {"bach_sise": 1}}  | did you mean "batch_size"? Known are batch_size, file
            {"depth": 1, "part": {"lr": 1}}         | part configuration: there is no "lr"; known are batch_size, file
            {"depth": 1, "dept": 1}                 | Toy configuration: there is no "dept"; did you mean "depth"?
            []                                      | Toy configuration must be a JSON object, got []
            """)
    void mistakesNameTheConfigurationTheKeyAndTheValue(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
