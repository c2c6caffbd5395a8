package org.ouroboros3d.spark;

import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.ouroboros3d.data.mesh.MeshOrbit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dataset}. */
@Command(
        name = "dataset",
        description = "Data sets for training and evaluation.",
        subcommands = DatasetCommand.Render.class,
        mixinStandardHelpOptions = true)
final class DatasetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "name a command: render");
    }

    /** {@code dataset render}. */
    @Command(
            name = "render",
            description = "Renders meshes into a data set, and appends a row for each to the table OUT/"
                    + GenerateJob.TABLE + ".",
            mixinStandardHelpOptions = true)
    static final class Render extends JobCommand {

        @Parameters(
                paramLabel = "MESH",
                arity = "1..*",
                description = "OBJ, PLY, glTF or GLB files that all machines see.")
        private List<String> meshes;

        @Option(names = "--size", paramLabel = "PIXELS", defaultValue = "512", description = "Size of a picture.")
        private int size;

        @Option(
                names = "--supersampling",
                paramLabel = "N",
                defaultValue = "2",
                description = "Rays along each side of a pixel.")
        private int supersampling;

        @Option(names = "--depth", description = "Also write depth maps.")
        private boolean depth;

        @Option(names = "--up", paramLabel = "AXIS", defaultValue = "y", description = "Axis that points up: y or z.")
        private MeshOrbit.Up up;

        @Option(
                names = "--elevation",
                paramLabel = "DEGREES",
                defaultValue = "15",
                description = "Height of the cameras.")
        private double elevation;

        @Option(
                names = "--azimuth",
                paramLabel = "DEGREES",
                defaultValue = "0",
                description = "Direction of the first camera.")
        private double azimuth;

        @Option(names = "--texture", paramLabel = "PICTURE", description = "Picture for meshes that name none.")
        private String texture;

        private RenderSettings settings;

        Render() {
            super("dataset render");
        }

        @Override
        void check() {
            settings = valid(() -> new RenderSettings(size, supersampling, depth, up, elevation, azimuth, texture));
        }

        @Override
        String run(SparkSession session, String folder) {
            return new RenderJob(session).run(meshes, settings, folder).text();
        }
    }
}
