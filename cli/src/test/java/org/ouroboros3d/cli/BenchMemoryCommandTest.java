package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Tensor;

class BenchMemoryCommandTest {
    private static JsonNode count(String... options) throws IOException {
        CommandRun run = CommandRun.of(Stream.concat(Stream.of("bench", "memory", "--json"), Stream.of(options))
                .toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    /** The numbers of weights are those of the published files. */
    @Test
    void countsThePublishedSizesWithoutTheirMemory() throws IOException {
        long open = Tensor.liveCount();
        JsonNode counted = count("--full-size").path("counted");
        assertThat(counted.path("trained").asLong()).isEqualTo(1_765_033_322L + 424_039_200L);
        assertThat(counted.path("frozen").asLong()).isEqualTo(632_076_800L + 97_742_847L);
        assertThat(Tensor.liveCount()).isEqualTo(open);
    }

    @Test
    void activationsGrowWithTheObjectsAndShrinkWithTheType() throws IOException {
        JsonNode one = count("--objects", "1", "--precision", "fp32").path("counted");
        JsonNode three = count("--objects", "3", "--precision", "fp32").path("counted");
        JsonNode half = count("--objects", "1", "--precision", "bf16").path("counted");
        for (String network : new String[] {"denoiser", "reconstructor"}) {
            double kept = one.path(network).path("kept").asDouble();
            assertThat(kept)
                    .isPositive()
                    .isLessThan(one.path(network).path("peak").asDouble());
            assertThat(three.path(network).path("kept").asDouble() / kept)
                    .as(network)
                    .isCloseTo(3, within(0.1));
            assertThat(half.path(network).path("kept").asDouble() / kept)
                    .as(network)
                    .isBetween(0.4, 0.8);
        }
    }

    @Test
    void zeroShardsAmongTheRanks() throws IOException {
        JsonNode rows = count("--ranks", "4").path("bytes");
        JsonNode gradients = rows.get(1);
        JsonNode optimizer = rows.get(2);
        assertThat(gradients.path("component").asText()).isEqualTo("gradients");
        assertThat(gradients.path("zero1").asLong())
                .isEqualTo(4 * gradients.path("zero2").asLong());
        assertThat(optimizer.path("zero0").asLong())
                .isEqualTo(4 * optimizer.path("zero1").asLong())
                .isEqualTo(2 * gradients.path("zero0").asLong());
        assertThat(rows.get(rows.size() - 1).path("zero0").asLong())
                .isEqualTo(rows.get(rows.size() - 2).path("zero0").asLong()
                        + gradients.path("zero0").asLong());
    }
}
