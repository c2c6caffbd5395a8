package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.format.json.JsonText;
import org.ouroboros3d.verify.Comparison;
import org.ouroboros3d.verify.Measure;

class VerificationReportTest {
    private static final Path FILE = Path.of("some", "vae__a.golden.safetensors");
    private static final Comparison CLOSE = new Comparison("frames", 2e-6, 1e-5, 1e-4, Measure.RELATIVE_L2, "");
    private static final Comparison FAR = new Comparison("image", 3e-6, 0.5, 1e-3, Measure.MAX_ABS, "pixels");

    @Test
    void allWithinToleranceIsSuccess() {
        Outcome outcome = new VerificationReport(List.of(
                Verification.compared(FILE, "vae", List.of(CLOSE)), Verification.notChecked(FILE, "loop_weights")));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.text().lines())
                .anySatisfy(line -> assertThat(line)
                        .containsSubsequence(
                                "vae", "vae__a", "frames", "2.00e-06", "1.00e-05", "1.00e-04", "relative", "ok"))
                .last()
                .asString()
                .contains("1 compared, 0 failed, 1 that nothing checks", "1 within tolerance, 0 beyond", "2.00e-06");
    }

    @Test
    void oneOutputBeyondItsToleranceIsFailure() {
        Outcome outcome = new VerificationReport(List.of(Verification.compared(FILE, "vae", List.of(CLOSE, FAR))));
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BEYOND_TOLERANCE);
        assertThat(outcome.text()).contains("max abs", "BEYOND TOLERANCE (pixels)");
        JsonNode outputs = JsonText.tree(outcome).get("files").get(0).get("outputs");
        assertThat(JsonText.tree(outcome).get("passed").asBoolean()).isFalse();
        assertThat(outputs.get(0).get("passed").asBoolean()).isTrue();
        assertThat(outputs.get(1).get("passed").asBoolean()).isFalse();
        assertThat(outputs.get(1).get("maxAbs").asDouble()).isEqualTo(0.5);
    }

    @Test
    void aModuleThatThrewIsFailureWithItsReason() {
        Outcome outcome = new VerificationReport(
                List.of(Verification.failed(FILE, "vae", new IllegalArgumentException("conv2d: no such operator"))));
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BEYOND_TOLERANCE);
        assertThat(outcome.text()).contains("FAILED: conv2d: no such operator");
    }

    @Test
    void infinitelyFarIsNullInJson() {
        double far = Double.POSITIVE_INFINITY;
        Comparison shapes = new Comparison("frames", far, far, 1e-4, Measure.RELATIVE_L2, "shape [1], expected [2]");
        Outcome outcome = new VerificationReport(List.of(Verification.compared(FILE, "vae", List.of(shapes))));
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BEYOND_TOLERANCE);
        assertThat(JsonText.of(outcome)).contains("\"relative\" : null").doesNotContain("Infinity");
    }
}
