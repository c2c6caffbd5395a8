package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
    @Test
    void bashCompletesCommandsAndOptions(@TempDir Path folder) throws IOException, InterruptedException {
        CommandRun run = CommandRun.of("generate-completion");
        assertThat(run.exitCode()).isZero();
        Path script = Files.writeString(folder.resolve("completion"), run.out());
        assertThat(complete(script, "ouroboros3d", "ver")).contains("verify").doesNotContain("doctor");
        assertThat(complete(script, "ouroboros3d", "doctor", "--")).contains("--json", "--verbose");
    }

    /** What bash would offer for the last word. */
    private static String complete(Path script, String... words) throws IOException, InterruptedException {
        String program = "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\";"
                + " COMP_POINT=${#COMP_LINE}; _complete_ouroboros3d; printf '%s\\n' \"${COMPREPLY[@]}\"";
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", program, "bash", script.toString());
        bash.command().addAll(List.of(words));
        Process process = bash.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
