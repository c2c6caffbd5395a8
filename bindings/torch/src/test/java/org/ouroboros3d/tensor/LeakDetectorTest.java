package org.ouroboros3d.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.testing.Fork;

class LeakDetectorTest {
    /** Loses scopes, and makes others until the collector has found those. */
    static final class Losing {
        private Losing() {}

        public static void main(String... arguments) throws InterruptedException {
            for (int i = 0; i < Integer.getInteger("lost"); i++) {
                lose();
            }
            for (int i = 0; i < 20; i++) {
                System.gc();
                Thread.sleep(20);
                for (int k = 0; k < 2000; k++) {
                    TensorScope.detached().close();
                }
            }
        }

        private static void lose() {
            TensorScope.detached();
        }
    }

    @ParameterizedTest
    @CsvSource({"paranoid, 3, 3, 3", "off, 2000, 0, 0", "sampled, 6400, 10, 200"})
    void lostScopesAreReportedWithThePlaceThatMadeThem(String mode, int lost, int least, int most)
            throws IOException, InterruptedException {
        String output = Fork.java(
                Losing.class,
                System.getProperty("java.class.path"),
                Map.of(),
                "-D" + LeakDetector.PROPERTY + "=" + mode,
                "-Dlost=" + lost);
        int reports = output.split("LEAK: a TensorScope was lost without being closed", -1).length - 1;
        assertThat(reports).as(output).isBetween(least, most);
        if (reports > 0) {
            assertThat(output).contains("LeakDetectorTest$Losing.lose(LeakDetectorTest.java:");
        }
    }

    @Test
    void aWrongWordIsNamed() {
        assertThat(LeakDetector.Mode.parse(null)).isEqualTo(LeakDetector.Mode.SAMPLED);
        assertThat(LeakDetector.Mode.parse(" Paranoid ")).isEqualTo(LeakDetector.Mode.PARANOID);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeakDetector.Mode.parse("all"))
                .withMessageContaining("off, sampled or paranoid, not 'all'");
    }
}
