package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OperatorTableTest {
    @Test
    void theTableIsWhatLibTorchHasRegistered() throws IOException {
        assertThat(OperatorTable.ofLibrary()).isEqualTo(OperatorTable.checkedIn());
    }
}
