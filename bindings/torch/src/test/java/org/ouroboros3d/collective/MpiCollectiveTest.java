package org.ouroboros3d.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros3d.testing.Ranks;

/** Processes that real launchers start. */
class MpiCollectiveTest {
    @ParameterizedTest
    @CsvSource({"OPEN_MPI, 2", "OPEN_MPI, 3", "MPICH, 2"})
    void ranksAgreeOnSumsPartsAndCopies(Ranks.Mpi mpi, int ranks) throws IOException, InterruptedException {
        Ranks.Result result = Ranks.run(mpi, ranks, SumProgram.class);
        assertThat(result.exitCode()).as(result.output()).isZero();
        for (int rank = 0; rank < ranks; rank++) {
            assertThat(result.output()).contains("rank " + rank + " of " + ranks + " is done");
        }
    }

    @ParameterizedTest
    @EnumSource(Ranks.Mpi.class)
    void aRankThatHangsIsNamedAndEndsTheOthers(Ranks.Mpi mpi) throws IOException, InterruptedException {
        Instant began = Instant.now();
        Ranks.Result result = Ranks.run(mpi, 3, FaultProgram.class, "hang");
        assertThat(result.exitCode()).as(result.output()).isNotZero();
        assertThat(result.output()).contains("rank 2 did not come to a sum within 2 s");
        assertThat(result.output()).doesNotContain("rank 1 did not come");
        // 2 s of the deadline and 5 s for answers; the rest is the start of the processes.
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(40));
    }

    @ParameterizedTest
    @EnumSource(Ranks.Mpi.class)
    void aRankThatDiesEndsTheOthers(Ranks.Mpi mpi) throws IOException, InterruptedException {
        Ranks.Result result = Ranks.run(mpi, 3, FaultProgram.class, "die");
        assertThat(result.exitCode()).as(result.output()).isNotZero();
        // MPICH's launcher sometimes ends before it has said why.
        if (mpi == Ranks.Mpi.OPEN_MPI) {
            assertThat(result.output()).containsIgnoringCase("exit");
        }
    }
}
