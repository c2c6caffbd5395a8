package org.ouroboros3d.collective;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What started this process and how many others, by the variables that launchers set.
 *
 * @param launcher in words
 * @param kind how the ranks find each other
 * @param rank this process's number, from 0
 * @param size how many processes there are
 * @param localRank its number among those of its machine, from 0
 */
public record Launch(String launcher, Kind kind, int rank, int size, int localRank) {
    /** How ranks find each other. */
    public enum Kind {
        /** There is one. */
        ALONE,
        /** By the launcher of Open MPI. */
        OPEN_MPI,
        /** By a launcher of the MPICH family, or by SLURM. */
        MPICH,
        /** By a socket of rank 0, as with {@code torchrun}. */
        RENDEZVOUS
    }

    private static final Launch ALONE = new Launch("nothing", Kind.ALONE, 0, 1, 0);

    /** {@return one process that nothing joins with others} */
    static Launch alone() {
        return ALONE;
    }

    /** {@return what started this process} */
    public static Launch ofEnvironment() {
        return of(System.getenv());
    }

    /**
     * {@return what some variables say}
     *
     * @throws CollectiveException if they contradict themselves
     */
    static Launch of(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        Launch found = environment
                .launch(
                        "Open MPI's mpirun",
                        Kind.OPEN_MPI,
                        "OMPI_COMM_WORLD_RANK",
                        "OMPI_COMM_WORLD_SIZE",
                        "OMPI_COMM_WORLD_LOCAL_RANK")
                .or(() -> environment.launch("MPICH's mpirun", Kind.MPICH, "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID"))
                .or(() -> environment.launch("torchrun", Kind.RENDEZVOUS, "RANK", "WORLD_SIZE", "LOCAL_RANK"))
                .or(() -> environment.launch(
                        "srun",
                        variables.containsKey("PMIX_RANK") ? Kind.OPEN_MPI : Kind.MPICH,
                        "SLURM_PROCID",
                        "SLURM_STEP_NUM_TASKS",
                        "SLURM_LOCALID"))
                .orElse(ALONE);
        return found.size() == 1 ? ALONE : found;
    }

    /** {@return the libraries to try, that of the launcher first} */
    List<String> libraries() {
        return kind == Kind.OPEN_MPI
                ? List.of("libmpi.so.40", "libmpi.so")
                : List.of("libmpich.so.12", "libmpi.so.12", "libmpi.so");
    }

    /** Environment variables that hold numbers. */
    private record Environment(Map<String, String> variables) {
        Optional<Launch> launch(String launcher, Kind kind, String rank, String size, String localRank) {
            if (!variables.containsKey(rank) || !variables.containsKey(size)) {
                return Optional.empty();
            }
            int own = number(rank);
            int all = number(size);
            if (own >= all) {
                throw new CollectiveException(rank + " is " + own + " and " + size + " is " + all
                        + ": ranks are numbered from 0; start all ranks with one launcher");
            }
            return Optional.of(
                    new Launch(launcher, kind, own, all, variables.containsKey(localRank) ? number(localRank) : 0));
        }

        private int number(String name) {
            try {
                int value = Integer.parseInt(variables.get(name));
                if (value >= 0) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw notANumber(name, e);
            }
            throw notANumber(name, null);
        }

        private CollectiveException notANumber(String name, NumberFormatException cause) {
            return new CollectiveException(
                    "the environment variable " + name + " is \"" + variables.get(name)
                            + "\", not a number; unset it, or start with mpirun, srun or torchrun",
                    cause);
        }
    }
}
