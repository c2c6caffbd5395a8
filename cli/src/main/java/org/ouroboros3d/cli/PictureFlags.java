package org.ouroboros3d.cli;

import org.ouroboros3d.image.Background;
import picocli.CommandLine.Option;

/** The options of {@code generate} and {@code render} that say how pictures and videos of Gaussians look. */
final class PictureFlags {
    /** Of a video, frames a second. */
    static final int MAX_FPS = 240;

    @Option(
            names = "--background",
            paramLabel = "COLOR",
            defaultValue = "white",
            converter = Converters.OfBackground.class,
            description = "What is behind the object: white, black, transparent or #rrggbb; .mp4 has no transparency"
                    + " and is white then (default: ${DEFAULT-VALUE}).")
    private Background background;

    @Option(
            names = "--fps",
            paramLabel = "N",
            defaultValue = "30",
            description = "Frames a second of videos (default: ${DEFAULT-VALUE}).")
    private int fps;

    /** Ends the command as wrongly used if a value is out of its range. */
    void check(CliCommand command) {
        command.requireRange("--fps", fps, MAX_FPS);
    }

    Background background() {
        return background;
    }

    int fps() {
        return fps;
    }
}
