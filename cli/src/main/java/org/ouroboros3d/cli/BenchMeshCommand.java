package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.bench.MeshBenchmark;
import org.ouroboros3d.bench.MeshFigures;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.data.shapes.ShapeObject;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.mesh.MeshOptions;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ouroboros3d bench mesh}. */
@Command(
        name = "mesh",
        description = "Makes meshes of procedural objects: of flat Gaussians on the true surface, and of what the model"
                + " generates from the first view. Compares them with the true surface and times them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d bench mesh",
            "  ouroboros3d bench mesh --objects 0,33 --resolution 256 --repeats 5 --json",
        })
final class BenchMeshCommand extends CliCommand {
    private static final int MAX_REPEATS = 1000;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "5",
            description = "The objects' seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--objects",
            paramLabel = "N",
            split = ",",
            defaultValue = "0,16,33,37,18,12,9,31",
            description =
                    "The objects' numbers (default: ${DEFAULT-VALUE}: two cups, two chairs, a vase, a tree, a car,"
                            + " a quadruped).")
    private List<Long> objects;

    @Option(
            names = "--resolution",
            paramLabel = "N",
            description = "Voxels along the longest side (default: by the size of the Gaussians).")
    private Integer resolution;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "Timed runs, after one that is not timed (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Mixin
    private ModelFlag model;

    @Mixin
    private DeviceFlag device;

    @Mixin
    private ComputeFlags compute;

    @Override
    Outcome run() {
        requireRange("--repeats", repeats, MAX_REPEATS);
        if (resolution != null && resolution < MeshOptions.MIN_RESOLUTION) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--resolution must be " + MeshOptions.MIN_RESOLUTION + " to " + MeshOptions.MAX_RESOLUTION
                            + ", not " + resolution);
        }
        requireRange("--resolution", resolution == null ? 1 : resolution, MeshOptions.MAX_RESOLUTION);
        Device usable = device.usable();
        MeshOptions options = MeshOptions.of(LibTorch.load().threads());
        MeshBenchmark benchmark =
                new MeshBenchmark(usable, resolution == null ? options : options.withResolution(resolution), repeats);
        ObjectNode json = Json.object();
        ArrayNode rows = json.putArray("rows");
        Table table = new Table(
                "object",
                "Gaussians",
                ">count",
                ">Chamfer mm",
                ">normals",
                ">F-score",
                ">precision",
                ">recall",
                ">faces",
                ">loose edges",
                ">pieces",
                ">PSNR vertices",
                ">inside",
                ">PSNR texture",
                ">seconds");
        try (Interruption interruption = Interruption.open();
                Progress progress = Progress.on(err());
                Ouroboros3D loaded = Ouroboros3D.open(usable, compute.options(), model.folders())) {
            for (int i = 0; i < objects.size(); i++) {
                progress.step("Making meshes", i, objects.size());
                ShapeObject object = ShapeObject.of(seed, objects.get(i));
                String name = object.family() + " " + objects.get(i);
                add(table, rows, name, "true", benchmark.ofTruth(object));
                Image view = OrbitRenderer.render(
                                object,
                                Cameras.eightViews().select(0),
                                loaded.info().imageSize())
                        .image(0);
                add(
                        table,
                        rows,
                        name,
                        "generated",
                        benchmark.of(
                                loaded.generate(view, GenerationOptions.of(loaded.info()), (done, total) -> {})
                                        .gaussians(),
                                object));
            }
        }
        return new Outcome(ExitCode.OK, table.toString(), json);
    }

    private static void add(Table table, ArrayNode rows, String object, String gaussians, MeshFigures figures) {
        table.row(
                object,
                gaussians,
                String.valueOf(figures.gaussians()),
                text("%.2f", 1000 * figures.scores().chamfer()),
                text("%.3f", figures.scores().normals()),
                text("%.3f", figures.scores().fScore()),
                text("%.3f", figures.scores().precision()),
                text("%.3f", figures.scores().recall()),
                String.valueOf(figures.faces()),
                String.valueOf(figures.topology().looseEdges()),
                String.valueOf(figures.topology().components()),
                text("%.2f", figures.psnrVertices()),
                text("%.2f", figures.psnrInside()),
                text("%.2f", figures.psnrTexture()),
                text("%.2f", figures.time().median() / 1000));
        ObjectNode row = rows.addObject();
        row.put("object", object);
        row.put("source", gaussians);
        row.put("gaussians", figures.gaussians());
        Json.number(row, "chamfer", figures.scores().chamfer());
        Json.number(row, "normals", figures.scores().normals());
        Json.number(row, "precision", figures.scores().precision());
        Json.number(row, "recall", figures.scores().recall());
        row.put("faces", figures.faces());
        row.put("looseEdges", figures.topology().looseEdges());
        row.put("components", figures.topology().components());
        Json.number(row, "psnrVertices", figures.psnrVertices());
        Json.number(row, "psnrInside", figures.psnrInside());
        Json.number(row, "psnrTexture", figures.psnrTexture());
        Json.number(row, "medianMillis", figures.time().median());
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
