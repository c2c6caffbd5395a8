package org.ouroboros3d.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.tensor.TensorScope;

@EnabledOnOs(OS.LINUX)
class StagePeaksTest {
    private static final int FLOATS = 64 << 20;

    private static void fill(StagePeaks peaks, String stage, int floats) {
        peaks.begin(stage);
        try (TensorScope scope = TensorScope.open()) {
            Creation.ones(floats);
        }
        peaks.end(stage);
    }

    @Test
    void aStageIsNotToldWhatAnotherNeeded() {
        StagePeaks peaks = new StagePeaks();
        fill(peaks, "large", FLOATS);
        fill(peaks, "small", 1);
        fill(peaks, "small", 1);
        long large = peaks.bytes().get("large");
        long small = peaks.bytes().get("small");
        assertThat(large - small).isGreaterThan(FLOATS / 2 * (long) Float.BYTES);
        assertThat(peaks.bytes().keySet()).containsExactly("large", "small");
        assertThat(peaks.whole().orElseThrow()).isGreaterThanOrEqualTo(large);
    }
}
