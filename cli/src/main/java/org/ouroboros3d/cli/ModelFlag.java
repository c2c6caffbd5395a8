package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which model a command runs. */
final class ModelFlag {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of a model; repeat it for a model in two folders (Stable Video Diffusion's and"
                    + " Ouroboros3D's). Without it the small built-in model runs.")
    private List<Path> folders = List.of();

    /** {@return the folders, none for the built-in model} */
    Path[] folders() {
        return folders.toArray(Path[]::new);
    }

    /** {@return whether the built-in model runs} */
    boolean isBuiltIn() {
        return folders.isEmpty();
    }
}
