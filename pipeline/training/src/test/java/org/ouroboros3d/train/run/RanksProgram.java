package org.ouroboros3d.train.run;

import java.io.IOException;
import java.nio.file.Path;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.collective.CollectiveException;
import org.ouroboros3d.collective.Launch;
import org.ouroboros3d.collective.MpiCollective;
import org.ouroboros3d.tensor.Device;

/**
 * A rank that takes part in some runs. Arguments are three for each: the configuration's file, the run's folder, and
 * {@code new} or {@code resume}. In a file name, {@code RANK} stands for the rank's number.
 */
final class RanksProgram {
    private RanksProgram() {}

    public static void main(String... arguments) throws IOException {
        int status = 0;
        Launch launch = Launch.ofEnvironment();
        TrainingConfig first = TrainingConfig.read(file(arguments[0], launch));
        try (Collective ranks = MpiCollective.open(launch, first.parallel().timeout())) {
            for (int i = 0; i < arguments.length; i += 3) {
                TrainingConfig config = TrainingConfig.read(file(arguments[i], launch));
                RunFolder folder = new RunFolder(Path.of(arguments[i + 1]));
                TrainingRun run = new TrainingRun(config, folder, Device.CPU, new TrainingListener() {}, ranks);
                run.run(arguments[i + 2].equals("resume"));
            }
            ranks.finish();
        } catch (TrainingException | CollectiveException e) {
            System.out.println(e.getMessage());
            status = 4;
        }
        System.exit(status);
    }

    private static Path file(String name, Launch launch) {
        return Path.of(name.replace("RANK", Integer.toString(launch.rank())));
    }
}
