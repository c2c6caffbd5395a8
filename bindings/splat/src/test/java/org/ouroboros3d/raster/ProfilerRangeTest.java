package org.ouroboros3d.raster;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class ProfilerRangeTest {
    /** There is no profiler to ask: what can go wrong without one is the native call. */
    @Test
    void rangesNestAndAreClosedOnce() {
        assertThatCode(() -> {
                    try (ProfilerRange outer = ProfilerRange.open("step")) {
                        try (ProfilerRange inner = ProfilerRange.open("rasterizer: größer")) {
                            inner.close();
                        }
                    }
                })
                .doesNotThrowAnyException();
    }
}
