package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.generate.GenerationMetrics;

class TerminationTest {
    /** 128 and the number of SIGTERM: how a JVM ends that was told to. A crash would be 128 and that of SIGABRT. */
    private static final int TERMINATED = 143;

    /** A crash is a matter of luck, so that what shows is that the generation was stopped before the JVM ended. */
    @RepeatedTest(3)
    void anEmbeddingProgramEndsInGoodOrderInTheMiddleOfAGeneration(@TempDir Path folder)
            throws IOException, InterruptedException {
        ForkedCli program = ForkedCli.startProgram(folder, EndlessGenerations.class);
        program.awaitError(EndlessGenerations.RUNNING);
        program.terminate();
        ForkedCli.Result result = program.await();
        assertThat(result.out() + result.err())
                .contains(GenerationMetrics.Outcome.CANCELLED.name())
                .doesNotContain("fatal error")
                .doesNotContain("SIG");
        assertThat(result.exitCode()).isEqualTo(TERMINATED);
    }
}
