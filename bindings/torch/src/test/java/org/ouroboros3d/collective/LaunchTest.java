package org.ouroboros3d.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.internal.mpi.MpiAbi;
import org.ouroboros3d.testing.Ranks;

class LaunchTest {
    @Test
    void launchersAreKnownByTheirVariables() {
        assertThat(Launch.of(Map.of("HOME", "/")))
                .extracting(Launch::kind, Launch::size)
                .containsExactly(Launch.Kind.ALONE, 1);
        assertThat(Launch.of(Map.of(
                        "OMPI_COMM_WORLD_RANK", "3", "OMPI_COMM_WORLD_SIZE", "8", "OMPI_COMM_WORLD_LOCAL_RANK", "1")))
                .isEqualTo(new Launch("Open MPI's mpirun", Launch.Kind.OPEN_MPI, 3, 8, 1));
        assertThat(Launch.of(Map.of("PMI_RANK", "1", "PMI_SIZE", "2", "MPI_LOCALRANKID", "1")))
                .isEqualTo(new Launch("MPICH's mpirun", Launch.Kind.MPICH, 1, 2, 1));
        assertThat(Launch.of(Map.of("RANK", "5", "WORLD_SIZE", "8", "LOCAL_RANK", "5")))
                .isEqualTo(new Launch("torchrun", Launch.Kind.RENDEZVOUS, 5, 8, 5));
        assertThat(Launch.of(Map.of(
                        "SLURM_PROCID", "1", "SLURM_STEP_NUM_TASKS", "2", "SLURM_LOCALID", "0", "PMIX_RANK", "1")))
                .isEqualTo(new Launch("srun", Launch.Kind.OPEN_MPI, 1, 2, 0));
    }

    @Test
    void oneProcessIsAloneWhateverStartedIt() {
        assertThat(Launch.of(Map.of("OMPI_COMM_WORLD_RANK", "0", "OMPI_COMM_WORLD_SIZE", "1"))
                        .kind())
                .isEqualTo(Launch.Kind.ALONE);
    }

    @Test
    void variablesThatCannotBeAreNamed() {
        assertThatThrownBy(() -> Launch.of(Map.of("RANK", "8", "WORLD_SIZE", "8")))
                .isInstanceOf(CollectiveException.class)
                .hasMessageContaining("RANK is 8 and WORLD_SIZE is 8");
        assertThatThrownBy(() -> Launch.of(Map.of("PMI_RANK", "zero", "PMI_SIZE", "8")))
                .isInstanceOf(CollectiveException.class)
                .hasMessageContaining("PMI_RANK is \"zero\"");
    }

    @Test
    void aMissingLibraryIsSaidWithTheRemedy() {
        assertThatThrownBy(() -> MpiAbi.load(List.of("libmpi-of-nowhere.so.7"), "srun"))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("srun started this process")
                .hasMessageContaining("LD_LIBRARY_PATH")
                .hasMessageContaining("libmpi-of-nowhere.so.7");
    }

    @Test
    void aLibraryThatIsNotMpiIsRefused() {
        assertThatThrownBy(() -> MpiAbi.load(List.of("libm.so.6"), "srun"))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("no MPI_Ialltoallv");
    }

    @Test
    void aLibraryOfAnotherLauncherIsRefused() {
        // No launcher started this test, so that any library takes it for the only rank.
        Launch pretended = new Launch("Open MPI's mpirun", Launch.Kind.OPEN_MPI, 1, 2, 1);
        Ranks.Mpi.OPEN_MPI.require();
        assertThatThrownBy(() -> MpiCollective.open(pretended, Duration.ofSeconds(5)))
                .isInstanceOf(CollectiveException.class)
                .hasMessageContaining("takes it for rank 0 of 1")
                .hasMessageContaining("LD_LIBRARY_PATH");
    }
}
