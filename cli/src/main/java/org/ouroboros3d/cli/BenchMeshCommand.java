package org.ouroboros3d.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.bench.MeshBenchmark;
import org.ouroboros3d.bench.MeshFigures;
import org.ouroboros3d.bench.TrueViews;
import org.ouroboros3d.data.shapes.ShapeObject;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.load.LoadedModel;
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
        description = "Makes meshes of procedural objects: of flat Gaussians on the true surface, of what the model's"
                + " reconstructor makes of the true views, and of what the model generates from the first view. Compares"
                + " them with the true surface and times them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d bench mesh",
            "  ouroboros3d bench mesh --objects 0,33 --repeats 5 --json",
            "  ouroboros3d bench mesh --objects 0 --spacing 5.7 --resolution 256",
            "  ouroboros3d bench mesh --objects 0 --faces 5000",
        })
final class BenchMeshCommand extends CliCommand {
    private static final int MAX_REPEATS = 1000;
    private static final int LEAST_SPACING = 4;
    private static final int MOST_SPACING = 100;
    private static final double MILLIMETERS = 1e3;
    private static final double MILLIS_PER_SECOND = 1e3;

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
            names = "--faces",
            paramLabel = "N",
            defaultValue = "" + MeshOptions.DEFAULT_FACES,
            description = "The most triangles (default: ${DEFAULT-VALUE}).")
    private int faces;

    @Option(
            names = "--spacing",
            paramLabel = "MM",
            defaultValue = "10",
            description = "Millimeters between the Gaussians of a true surface, " + LEAST_SPACING + " to "
                    + MOST_SPACING + " (default: ${DEFAULT-VALUE}).")
    private double spacing;

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
        if (!(spacing >= LEAST_SPACING && spacing <= MOST_SPACING)) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--spacing must be " + LEAST_SPACING + " to " + MOST_SPACING + ", not " + spacing);
        }
        requireRange("--resolution", resolution == null ? 1 : resolution, MeshOptions.MAX_RESOLUTION);
        if (faces < MeshOptions.MIN_FACES) {
            throw new ParameterException(
                    spec().commandLine(), "--faces must be at least " + MeshOptions.MIN_FACES + ", not " + faces);
        }
        Device usable = device.usable();
        MeshOptions options = MeshOptions.of(LibTorch.load().threads()).withFaces(faces);
        MeshBenchmark benchmark =
                new MeshBenchmark(usable, resolution == null ? options : options.withResolution(resolution), repeats);
        List<Row> rows = new ArrayList<>();
        try (Interruption interruption = Interruption.open();
                Progress progress = Progress.on(err())) {
            Map<Long, GaussianCloud> reconstructed = reconstructions(usable, progress);
            try (Ouroboros3D loaded = Ouroboros3D.open(usable, compute.options(), model.folders())) {
                for (int i = 0; i < objects.size(); i++) {
                    progress.step("Making meshes", i, objects.size());
                    ShapeObject object = ShapeObject.of(seed, objects.get(i));
                    String name = object.family() + " " + objects.get(i);
                    rows.add(Row.of(name, "true", benchmark.ofTruth(object, spacing / MILLIMETERS)));
                    GaussianCloud fromTrueViews = reconstructed.get(objects.get(i));
                    rows.add(Row.of(name, "reconstructed", benchmark.of(fromTrueViews, object)));
                    Image view = new TrueViews(object).front();
                    GaussianCloud generated = loaded.generate(
                                    view, GenerationOptions.of(loaded.info()), (done, total) -> {})
                            .gaussians();
                    rows.add(Row.of(name, "generated", benchmark.of(generated, object)));
                }
            }
        }
        return new Result(rows);
    }

    /** {@return what the reconstructor makes of the true views, by the object's number; frees the model before another copy is opened} */
    private Map<Long, GaussianCloud> reconstructions(Device usable, Progress progress) {
        Map<Long, GaussianCloud> clouds = new LinkedHashMap<>();
        try (LoadedModel loaded = LoadedModel.open(usable, compute.options(), model.folders())) {
            for (int i = 0; i < objects.size(); i++) {
                progress.step("Reconstructing true views", i, objects.size());
                ShapeObject object = ShapeObject.of(seed, objects.get(i));
                clouds.put(objects.get(i), new TrueViews(object).reconstruct(loaded));
            }
        }
        return clouds;
    }

    private record Result(List<Row> rows) implements Outcome {
        @Override
        public String text() {
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
                    ">inside",
                    ">seconds");
            rows.forEach(row -> row.addTo(table));
            return table.toString();
        }
    }

    /**
     * Figures of a mesh.
     *
     * @param source {@code true}, {@code reconstructed} or {@code generated} Gaussians
     * @param chamfer in meters
     */
    private record Row(
            String object,
            String source,
            int gaussians,
            double chamfer,
            double normals,
            double fScore,
            double precision,
            double recall,
            int faces,
            long looseEdges,
            long components,
            double psnrVertices,
            double psnrVerticesInside,
            double psnrTexture,
            double psnrTextureInside,
            double medianMillis) {
        static Row of(String object, String source, MeshFigures figures) {
            return new Row(
                    object,
                    source,
                    figures.gaussians(),
                    figures.scores().chamfer(),
                    figures.scores().normals(),
                    figures.scores().fScore(),
                    figures.scores().precision(),
                    figures.scores().recall(),
                    figures.faces(),
                    figures.topology().looseEdges(),
                    figures.topology().components(),
                    figures.psnrVertices(),
                    figures.psnrVerticesInside(),
                    figures.psnrTexture(),
                    figures.psnrTextureInside(),
                    figures.time().median());
        }

        private void addTo(Table table) {
            table.row(
                    object,
                    source,
                    String.valueOf(gaussians),
                    Table.fixed(2, MILLIMETERS * chamfer),
                    Table.fixed(3, normals),
                    Table.fixed(3, fScore),
                    Table.fixed(3, precision),
                    Table.fixed(3, recall),
                    String.valueOf(faces),
                    String.valueOf(looseEdges),
                    String.valueOf(components),
                    Table.fixed(2, psnrVertices),
                    Table.fixed(2, psnrVerticesInside),
                    Table.fixed(2, psnrTexture),
                    Table.fixed(2, psnrTextureInside),
                    Table.fixed(2, medianMillis / MILLIS_PER_SECOND));
        }
    }
}
