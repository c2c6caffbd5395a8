package org.ouroboros3d.cli;

import java.nio.file.Path;
import org.ouroboros3d.data.Orbit;
import org.ouroboros3d.data.ShapeItems;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.format.json.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code ouroboros3d dataset shapes}. */
@Command(
        name = "shapes",
        description = {
            "Renders procedural objects: vehicles, furniture, houses, animals, vessels and more, made of solids.",
            "Resumes a folder started with the same settings. Each object gets a folder with"
                    + " render_0000.webp to render_0015.webp and meta.json, as the released Ouroboros3D reads them;"
                    + " ids.txt lists the folders.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d dataset shapes shapes --count 1000 --size 256",
            "  ouroboros3d dataset shapes test --count 100 --size 256 --held-out",
        })
final class DatasetShapesCommand extends CliCommand {
    private static final int MAX_COUNT = 10_000_000;

    @Parameters(paramLabel = "OUT", description = "Folder of the data set; made if missing.")
    private Path out;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many objects (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--first",
            paramLabel = "I",
            defaultValue = "0",
            description = "Number of the first object (default: ${DEFAULT-VALUE}).")
    private int first;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "0",
            description = "Seed of the objects (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--held-out", description = "Take the objects that training on the same seed never sees.")
    private boolean heldOut;

    @Option(
            names = "--min-elevation",
            paramLabel = "DEGREES",
            defaultValue = "" + Orbit.MIN_ELEVATION,
            description = "Lowest height of the cameras as an angle (default: ${DEFAULT-VALUE}).")
    private double minElevation;

    @Option(
            names = "--max-elevation",
            paramLabel = "DEGREES",
            defaultValue = "" + Orbit.MAX_ELEVATION,
            description = "Greatest height of the cameras as an angle (default: ${DEFAULT-VALUE}).")
    private double maxElevation;

    @Mixin
    private DatasetFlags flags;

    @Override
    Outcome run() {
        flags.require(this);
        requireRange("--count", count, MAX_COUNT);
        if (first < 0) {
            throw new ParameterException(spec().commandLine(), "--first must not be negative, not " + first);
        }
        Settings settings = new Settings("shapes", seed, heldOut, minElevation, maxElevation);
        return flags.write(out, JsonText.tree(settings), ShapeItems.of(shapes(), first, count), this);
    }

    private record Settings(String objects, long seed, boolean heldOut, double minElevation, double maxElevation) {}

    private ShapeSettings shapes() {
        try {
            ShapeSettings settings = ShapeSettings.training(seed, 1).withElevations(minElevation, maxElevation);
            return heldOut ? settings.evaluation() : settings;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage(), e);
        }
    }
}
