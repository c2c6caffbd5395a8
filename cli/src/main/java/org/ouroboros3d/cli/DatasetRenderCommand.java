package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.data.DatasetWriter;
import org.ouroboros3d.data.mesh.MeshOrbit;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code ouroboros3d dataset render}. */
@Command(
        name = "render",
        description = {
            "Renders meshes: OBJ with MTL, PLY, glTF and GLB, with textures or colors of vertices.",
            "Invalid meshes are skipped and named, and the exit code is 3.",
            "Of materials only the base color counts; transparency, skins and animations are left out. Files are"
                    + " laid out as by 'dataset shapes', in a folder for each mesh with the mesh's name.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d dataset render meshes/*.glb -o renders --size 512",
            "  ouroboros3d dataset render spot.obj --texture spot_texture.png -o spot --elevation 20",
        })
final class DatasetRenderCommand extends CliCommand {
    @Parameters(paramLabel = "MESH", arity = "1..*", description = "OBJ, PLY, glTF or GLB files.")
    private List<Path> meshes;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "Folder of the data set; made if missing.")
    private Path out;

    @Option(
            names = "--texture",
            paramLabel = "PICTURE",
            description = "Picture for OBJ and PLY meshes that have texture coordinates and name no picture.")
    private Path texture;

    @Option(
            names = "--up",
            paramLabel = "AXIS",
            defaultValue = "y",
            description = "Axis that points up in the meshes: y, z (default: ${DEFAULT-VALUE}).")
    private MeshOrbit.Up up;

    @Option(
            names = "--elevation",
            paramLabel = "DEGREES",
            defaultValue = "15",
            description = "Height of the cameras as an angle (default: ${DEFAULT-VALUE}).")
    private double elevation;

    @Option(
            names = "--azimuth",
            paramLabel = "DEGREES",
            defaultValue = "0",
            description = "Direction of the first camera, from z towards x (default: ${DEFAULT-VALUE}).")
    private double azimuth;

    @Mixin
    private DatasetFlags flags;

    @Override
    Outcome run() {
        flags.require(this);
        MeshOrbit orbit = orbit();
        Optional<Image> picture = Optional.ofNullable(texture).map(ImageReader::read);
        Map<String, DatasetWriter.Item> items = new LinkedHashMap<>();
        for (Path mesh : meshes) {
            InputPath.requireNoUrl(mesh);
            DatasetWriter.Item item = orbit.item(mesh, picture);
            if (items.put(item.id(), item) != null) {
                throw new ParameterException(
                        spec().commandLine(),
                        "two meshes are called " + item.id() + "; rename one, or use two folders");
            }
        }
        return flags.write(out, orbit.settings(), List.copyOf(items.values()), this);
    }

    private MeshOrbit orbit() {
        try {
            return new MeshOrbit(up, elevation, azimuth);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage(), e);
        }
    }
}
