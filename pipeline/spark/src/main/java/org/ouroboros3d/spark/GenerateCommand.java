package org.ouroboros3d.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.ouroboros3d.output.ResultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code generate}. */
@Command(
        name = "generate",
        description = {
            "Makes a 3D model of the object in each picture, in OUT/NAME, and appends a row for each to the table"
                    + " OUT/" + GenerateJob.TABLE + ".",
            "Folders with a report.json are finished and stay as they are, so the same command resumes. A picture that"
                    + " cannot be used is a row with the reason.",
        },
        mixinStandardHelpOptions = true)
final class GenerateCommand extends JobCommand {
    @Parameters(
            paramLabel = "PICTURES",
            arity = "0..*",
            description = "PNG, JPEG or WebP files, folders of them, or patterns, on any file system that Spark reads.")
    private List<String> pictures = List.of();

    @Option(names = "--list", paramLabel = "FILE", description = "Text file that names a picture in each line.")
    private String list;

    @Mixin
    private ModelFlags model;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Pictures that a task computes together. More than one changes results by rounding"
                    + " (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of every picture's noise (default: 0).")
    private Long seed;

    @Option(names = "--steps", paramLabel = "N", description = "Denoising steps (default: the model's own).")
    private Integer steps;

    @Option(
            names = "--outputs",
            paramLabel = "NAME",
            split = ",",
            description = "What to write besides report.json, as for 'ouroboros3d generate'.")
    private Set<String> outputs = Set.of();

    @Option(names = "--render-size", paramLabel = "PIXELS", description = "Size of rendered views (default: 512).")
    private Integer size;

    @Option(names = "--background", paramLabel = "COLOR", description = "white, black, transparent or #rrggbb.")
    private String background;

    GenerateCommand() {
        super("generate");
    }

    @Override
    void check() {
        if (pictures.isEmpty() == (list == null)) {
            throw fault("name either pictures or a --list");
        }
    }

    @Override
    String run(SparkSession session, String folder) {
        GenerateSettings settings = valid(() -> settings(session));
        PictureFiles files = new PictureFiles(session);
        List<String> locations = list == null ? files.find(pictures) : files.listed(list);
        List<Picture> named = valid(() -> Picture.of(new ArrayList<>(locations)));
        return new GenerateJob(session).run(named, settings, folder).text();
    }

    private GenerateSettings settings(SparkSession session) {
        GenerateSettings defaults = GenerateSettings.of(model.settings(session, batch));
        return new GenerateSettings(
                defaults.model(),
                seed == null ? defaults.seed() : seed,
                steps,
                outputs.isEmpty()
                        ? defaults.outputs()
                        : outputs.stream().map(ResultFile::chosen).collect(Collectors.toSet()),
                size == null ? defaults.size() : size,
                background == null ? defaults.background() : background,
                defaults.frames(),
                defaults.framesPerSecond());
    }
}
