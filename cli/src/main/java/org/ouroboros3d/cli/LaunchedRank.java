package org.ouroboros3d.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.collective.Collectives;
import org.ouroboros3d.collective.Launch;
import org.ouroboros3d.tensor.Device;
import picocli.CommandLine;

/**
 * This process among those that a launcher started for one command, of which the first alone reports.
 *
 * @param launch what started it
 */
record LaunchedRank(Launch launch) {
    private static final PrintWriter SILENT = new PrintWriter(Writer.nullWriter());

    /** {@return the rank, which prints no outcome unless it is the first} */
    static LaunchedRank of(CommandLine command) {
        LaunchedRank rank = new LaunchedRank(Launch.ofEnvironment());
        if (rank.launch().rank() > 0) {
            command.setOut(SILENT);
        }
        return rank;
    }

    /** {@return where progress goes} */
    PrintWriter progress(PrintWriter err) {
        return launch.rank() == 0 ? err : SILENT;
    }

    /** {@return the device of this rank, of which several may be on one machine} */
    Device device(Device named) {
        return Collectives.deviceOf(launch, named);
    }

    /** {@return the connection to the others} */
    Collective join(Device device, Duration timeout) {
        return Collectives.open(launch, device, timeout);
    }
}
