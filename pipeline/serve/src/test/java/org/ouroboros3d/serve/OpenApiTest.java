package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.SamplingDefaults;

/** The description is written by hand, and says what the code does. */
class OpenApiTest {
    private static JsonNode description() throws IOException {
        return new ObjectMapper().readTree(PredictionServer.openApi());
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() throws IOException {
        Set<String> described = new TreeSet<>();
        description()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method ->
                                described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Arrays.stream(Route.values()).map(route -> route.method() + " " + route.path()),
                                Stream.of("GET /"))
                        .toList());
    }

    @Test
    void everyOptionIsDescribedAndUnderstood() throws IOException {
        Set<String> query = new TreeSet<>();
        for (JsonNode parameter : description().at("/paths/~1predictions/post/parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                query.add(parameter.path("name").asText());
                JsonNode example = parameter.path("example");
                assertThat(example.isMissingNode()).as(parameter.toString()).isFalse();
                if (!parameter.path("name").asText().equals(Representation.OPTION)) {
                    PredictionInput.of(model(), Map.of(parameter.path("name").asText(), example.asText()));
                }
            }
        }
        Set<String> known = new TreeSet<>(Set.of(Representation.OPTION, "timeout"));
        new PredictionInput(GenerationOptions.defaults(), Optional.empty(), false)
                .toJson()
                .fieldNames()
                .forEachRemaining(known::add);
        assertThat(query).isEqualTo(known);
        Set<String> fields = new TreeSet<>();
        description().at("/components/schemas/Input/properties").fieldNames().forEachRemaining(fields::add);
        known.remove(Representation.OPTION);
        assertThat(fields).isEqualTo(known);
    }

    @Test
    void everyFileIsDescribed() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode parameter : description().at("/paths/~1predictions~1{id}~1{file}/get/parameters")) {
            parameter.at("/schema/enum").forEach(name -> {
                if (parameter.path("name").asText().equals("file")) {
                    names.add(name.asText());
                }
            });
        }
        assertThat(names)
                .isEqualTo(Arrays.stream(Artifact.values())
                        .map(Artifact::fileName)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void aPredictionHasTheFieldsThatAreDescribed() throws IOException, InterruptedException {
        Set<String> described = new TreeSet<>();
        description()
                .at("/components/schemas/Prediction/properties")
                .fieldNames()
                .forEachRemaining(described::add);
        try (RunningServer running = RunningServer.start()) {
            Set<String> seen = new TreeSet<>();
            running.begin("?steps=1").fieldNames().forEachRemaining(seen::add);
            RunningServer.json(running.send(running.prediction("?steps=1")))
                    .fieldNames()
                    .forEachRemaining(seen::add);
            assertThat(described).containsAll(seen);
        }
    }

    private static ModelInfo model() {
        return new ModelInfo("any", 64, Geometry.CANONICAL, TemporalContext.FIXED, true, SamplingDefaults.PUBLISHED);
    }
}
