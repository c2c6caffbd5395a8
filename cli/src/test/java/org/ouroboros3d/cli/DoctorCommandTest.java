package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.format.json.JsonText;

class DoctorCommandTest {
    @Test
    void looksAtEverythingThatTheProgramNeeds() throws IOException {
        CommandRun run = CommandRun.of("doctor", "--json");
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("findings").findValuesAsText("subject"))
                .contains(
                        "Ouroboros3D",
                        "Java",
                        "Processors",
                        "Memory",
                        "Cache",
                        "LibTorch",
                        "CUDA",
                        "Rasterizer",
                        "OpenCV");
        assertThat(json.get("healthy").asBoolean()).isTrue();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aFaultComesWithItsRemedyAndAnExitCode() {
        Outcome outcome = new DoctorCommand.Report(List.of(
                Finding.ok("Java", "25"), Finding.fault("LibTorch", "is too old", "Set OUROBOROS3D_LIBTORCH.")));
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(outcome.text())
                .contains("ok     Java         25", "FAULT  LibTorch     is too old")
                .contains("-> Set OUROBOROS3D_LIBTORCH.", "1 fault.");
        assertThat(JsonText.tree(outcome).get("healthy").asBoolean()).isFalse();
    }

    @Test
    void aNoteIsNoFault() {
        Outcome outcome = new DoctorCommand.Report(List.of(Finding.note("Memory", "1 GiB", "Close other programs.")));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.text()).contains("note", "-> Close other programs.", "Everything works.");
    }
}
