package org.ouroboros3d.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

class LoopProfileTest {
    private static final int STEPS = 2;

    /** Of a microsecond: what rounding to double may shift an event by. */
    private static final double ROUNDING = 1e-3;

    private static LoopProfile profile;

    @BeforeAll
    static void profileTheBuiltInModel() {
        long live = Tensor.liveCount();
        try (LoopModel model = LoopModel.open(Device.CPU, ModelOptions.defaults())) {
            profile = LoopProfile.of(
                    model, model.anyObject(), GenerationOptions.defaults().withSteps(STEPS));
        }
        assertThat(Tensor.liveCount()).isEqualTo(live);
    }

    @Test
    void everyStageAndEveryKindOfOperatorIsThere() {
        assertThat(profile.stages().keySet())
                .containsExactlyInAnyOrder(
                        "condition",
                        "adapters",
                        "denoiser",
                        "decoder",
                        "reconstructor",
                        "rasterizer",
                        LoopRecorder.BETWEEN_STAGES);
        assertThat(profile.stages().get("condition").runs()).isEqualTo(1);
        for (String stage : List.of("adapters", "denoiser", "decoder", "reconstructor", "rasterizer")) {
            assertThat(profile.stages().get(stage).runs()).as(stage).isEqualTo(STEPS);
        }
        assertThat(profile.stages()
                        .get("rasterizer")
                        .operators()
                        .get(OperatorGroup.RASTERIZATION)
                        .calls())
                .isEqualTo(STEPS);
        assertThat(profile.stages().get("denoiser").operators())
                .containsKeys(
                        OperatorGroup.CONVOLUTION,
                        OperatorGroup.MATRIX_PRODUCT,
                        OperatorGroup.ATTENTION,
                        OperatorGroup.NORMALIZATION,
                        OperatorGroup.ELEMENTWISE,
                        OperatorGroup.COPY);
        assertThat(profile.total().operators())
                .as("an operator of the loop that no group names")
                .doesNotContainKey(OperatorGroup.OTHER);
    }

    @Test
    void operatorsTakeNoLongerThanTheirStageAndStagesNoLongerThanTheRun() {
        profile.stages()
                .forEach((name, stage) ->
                        assertThat(stage.total().nanos()).as(name).isPositive().isLessThanOrEqualTo(stage.nanos()));
        assertThat(profile.total().nanos()).isLessThan(profile.nanos());
        assertThat(profile.total().total().flop())
                .isEqualTo(flopOf("denoiser", "decoder", "reconstructor", "adapters", "condition"));
    }

    private static long flopOf(String... stages) {
        long flop = 0;
        for (String stage : stages) {
            flop += profile.stages().get(stage).total().flop();
        }
        return flop;
    }

    @Test
    void theTraceIsJsonWhoseSpansNest(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trace.json");
        profile.trace().write(file);
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        List<JsonNode> spans = new ArrayList<>();
        Map<String, Integer> categories = new TreeMap<>();
        for (JsonNode event : root.get("traceEvents")) {
            assertThat(event.get("pid").isInt() && event.get("tid").isInt()).isTrue();
            if (event.get("ph").asText().equals("X")) {
                spans.add(event);
                categories.merge(event.get("cat").asText(), 1, Integer::sum);
            } else {
                assertThat(event.get("ph").asText()).isEqualTo("M");
            }
        }
        assertThat(spans).hasSize(profile.trace().size());
        assertThat(categories)
                .containsEntry("run", 1)
                .containsEntry("step", STEPS)
                .containsEntry("stage", 1 + 5 * STEPS);
        assertThat((long) categories.get("operator"))
                .isEqualTo(profile.total().total().calls());
        requireNesting(spans);
    }

    /** Every span lies inside the one that is open when it begins, and inside the right kind. */
    private static void requireNesting(List<JsonNode> spans) {
        List<String> kinds = List.of("run", "step", "stage", "operator");
        List<JsonNode> ordered = new ArrayList<>(spans);
        ordered.sort(
                Comparator.comparingDouble((JsonNode span) -> span.get("ts").asDouble())
                        .thenComparing(Comparator.comparingDouble(
                                        (JsonNode span) -> span.get("dur").asDouble())
                                .reversed())
                        .thenComparingInt(span -> kinds.indexOf(span.get("cat").asText())));
        Deque<JsonNode> open = new ArrayDeque<>();
        int stagesInSteps = 0;
        for (JsonNode span : ordered) {
            while (!open.isEmpty() && end(open.peek()) <= span.get("ts").asDouble() + ROUNDING / 2) {
                open.pop();
            }
            String kind = span.get("cat").asText();
            if (open.isEmpty()) {
                assertThat(kind).isEqualTo("run");
            } else {
                JsonNode parent = open.peek();
                assertThat(end(span)).as("%s in %s", span, parent).isLessThanOrEqualTo(end(parent) + ROUNDING);
                assertThat(kinds.indexOf(kind))
                        .as("%s in %s", span, parent)
                        .isGreaterThan(kinds.indexOf(parent.get("cat").asText()));
                stagesInSteps +=
                        kind.equals("stage") && parent.get("cat").asText().equals("step") ? 1 : 0;
            }
            open.push(span);
        }
        // The condition and the first, empty feedback come before the first step.
        assertThat(stagesInSteps).isEqualTo(5 * STEPS - 1);
    }

    private static double end(JsonNode span) {
        return span.get("ts").asDouble() + span.get("dur").asDouble();
    }

    @Test
    void operatorsSayWhatTheyWereGiven(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trace.json");
        profile.trace().write(file);
        JsonNode convolution = null;
        for (JsonNode event : new ObjectMapper().readTree(file.toFile()).get("traceEvents")) {
            if (event.get("name").asText().equals("aten::conv2d")) {
                convolution = event;
            }
        }
        JsonNode given = convolution.get("args");
        assertThat(given.get("inputs").get(1).asText()).startsWith("FLOAT32[").endsWith("on cpu");
        assertThat(given.get("outputs")).hasSize(1);
        assertThat(given.get("flop").asLong()).isPositive();
        assertThat(given.get("bytesRead").asLong()).isPositive();
    }
}
