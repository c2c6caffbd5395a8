package org.ouroboros3d.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.generate.GenerationMetrics.Memory;
import org.ouroboros3d.generate.GenerationMetrics.Outcome;

class ModelMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ModelMeters meters = new ModelMeters(Tags.of("model", "tiny"));

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void countsRequests() {
        meters.submitted(9);
        meters.bindTo(registry);
        meters.submitted(1);
        meters.submitted(2);
        meters.rejected();

        assertThat(registry.get("ouroboros3d.requests.submitted").counter().count())
                .as("not the one before the registry was bound")
                .isEqualTo(2);
        assertThat(registry.get("ouroboros3d.requests.rejected").counter().count())
                .isEqualTo(1);
        assertThat(registry.get("ouroboros3d.queue.length").summary().max()).isEqualTo(2);
    }

    @Test
    void timesByOutcomeAndStage() {
        meters.bindTo(registry);
        meters.started(Duration.ofMillis(20));
        meters.computed(
                3, Map.of("denoiser", 0.5, "decoder", 0.25), new Memory(7, OptionalLong.empty(), OptionalLong.empty()));
        meters.finished(Outcome.SUCCEEDED, Duration.ofSeconds(2));
        meters.finished(Outcome.EXPIRED, Duration.ofSeconds(4));

        assertThat(registry.get("ouroboros3d.queue.wait").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(20, within(1e-6));
        assertThat(registry.get("ouroboros3d.stage")
                        .tag("stage", "denoiser")
                        .tag("model", "tiny")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(0.5, within(1e-9));
        assertThat(registry.get("ouroboros3d.generation")
                        .tag("outcome", "expired")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(4, within(1e-9));
        assertThat(registry.get("ouroboros3d.batch.size").summary().totalAmount())
                .isEqualTo(3);
    }

    @Test
    void tellsMemoryOnceABatchHasToldIt() {
        meters.bindTo(registry);
        assertThat(registry.get("ouroboros3d.tensors.live").gauge().value()).isNaN();
        meters.computed(1, Map.of(), new Memory(7, OptionalLong.of(4096), OptionalLong.empty()));

        assertThat(registry.get("ouroboros3d.tensors.live").gauge().value()).isEqualTo(7);
        assertThat(registry.get("ouroboros3d.memory.resident").gauge().value()).isEqualTo(4096);
        assertThat(registry.get("ouroboros3d.memory.resident").gauge().getId().getBaseUnit())
                .isEqualTo("bytes");
        assertThat(registry.get("ouroboros3d.memory.device.free").gauge().value())
                .isNaN();
    }
}
