package org.ouroboros3d.raster.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.NativeLibraryException;

class RasterCallTest {
    private static final float[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

    @Test
    void aDeviceThatIsNotThereIsAFaultOfTheEnvironment() {
        try (RasterCall call = RasterCall.open(1)) {
            // No machine has a thousand of them, with CUDA or without.
            call.on(true, 1000, 0);
            call.gaussians(0, 3, 0, 0, 0, 0, 0);
            call.settings(false, false, false, 1);
            call.noCcm();
            call.views(1);
            call.camera(0, 16, 16, 0.2f, 100, IDENTITY, new float[] {16, 0, 8, 0, 16, 8, 0, 0, 1});
            assertThatThrownBy(() -> call.scratchBytes(0))
                    .isInstanceOf(NativeLibraryException.class)
                    .hasMessageContaining("CUDA")
                    .hasMessageContaining("libouroboros3d.so");
        }
    }
}
