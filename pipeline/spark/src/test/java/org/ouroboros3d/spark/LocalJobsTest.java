package org.ouroboros3d.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.data.DatasetWriter;
import org.ouroboros3d.data.mesh.MeshOrbit;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.eval.Evaluation;
import org.ouroboros3d.eval.EvaluationTable;
import org.ouroboros3d.eval.ModelComparison;
import org.ouroboros3d.eval.Scorer;
import org.ouroboros3d.eval.ShapeSubjects;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.output.ResultFile;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.train.run.SmallModel;

/** Jobs in a session of this process. */
class LocalJobsTest {
    @TempDir
    static Path folder;

    private static SparkSession session;
    private static ModelSettings model;

    @BeforeAll
    static void open() throws IOException {
        SparkJava.assume();
        SmallModel.writeTo(folder.resolve("model"));
        model = new ModelSettings(List.of(folder.resolve("model").toString()), "fp32", 1, 1);
        session = SparkSession.builder()
                .config(SparkDefaults.apply(new SparkConf()
                        .setMaster("local[2]")
                        .set("spark.ui.enabled", "false")
                        .set("spark.driver.host", "127.0.0.1")
                        .set("spark.driver.bindAddress", "127.0.0.1")))
                .appName("test")
                .getOrCreate();
    }

    @AfterAll
    static void close() {
        if (session != null) {
            session.stop();
        }
    }

    private static GenerateSettings settings() {
        GenerateSettings all = GenerateSettings.of(model);
        return new GenerateSettings(
                model, 7, 1, EnumSet.of(ResultFile.MODEL), 64, "white", all.frames(), all.framesPerSecond());
    }

    private static List<Row> table(Path table) {
        return session.read().parquet(table.toUri().toString()).collectAsList();
    }

    private static Map<String, FileTime> times(Path out) throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains(".parquet"))
                    .toList()) {
                times.put(file.toString(), Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    @Test
    void aPictureThatCannotBeUsedIsARowAndTheSameJobResumes() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Discs.write(0, pictures.resolve("a.png"));
        Discs.write(1, pictures.resolve("b.png"));
        Files.writeString(pictures.resolve("torn.png"), "no picture");
        Files.writeString(pictures.resolve("notes.txt"), "not looked at");
        Path list = Files.writeString(
                folder.resolve("list.txt"),
                String.join("\n", pictures + "/a.png", pictures + "/torn.png", pictures + "/gone.png", ""));
        Path out = folder.resolve("out");
        PictureFiles files = new PictureFiles(session);

        GenerateJob job = new GenerateJob(session);
        JobSummary listed = job.run(Picture.of(files.listed(list.toString())), settings(), out.toString());
        assertThat(listed.rows().stream().map(JobRow::outcome))
                .containsExactly(JobRow.Outcome.MADE, JobRow.Outcome.FAILED, JobRow.Outcome.FAILED);
        assertThat(listed.rows().get(1).reason()).contains("PNG");
        assertThat(listed.rows().get(2).reason()).contains("gone.png");
        Map<String, FileTime> before = times(out);

        List<String> found = files.find(List.of(pictures.toString()));
        assertThat(found).hasSize(3).allMatch(name -> name.endsWith(".png"));
        JobSummary again = job.run(Picture.of(found), settings(), out.toString());
        assertThat(again.rows().stream().map(JobRow::outcome))
                .containsExactly(JobRow.Outcome.PRESENT, JobRow.Outcome.MADE, JobRow.Outcome.FAILED);
        assertThat(times(out)).containsAllEntriesOf(before);
        assertThat(out.resolve("b")).isDirectoryContaining("glob:**/model.ply");

        List<Row> rows = table(out.resolve(GenerateJob.TABLE));
        assertThat(rows).hasSize(6);
        Row made = rows.stream()
                .filter(row -> row.getAs("name").equals("b"))
                .findFirst()
                .orElseThrow();
        assertThat((long) made.<Long>getAs("gaussians")).isPositive();
        assertThat((long) made.<Long>getAs("seed")).isEqualTo(7);
        assertThat(made.<Double>getAs("seconds")).isPositive();
        assertThat(made.getJavaMap(made.fieldIndex("stage_seconds"))).containsKeys("denoiser", "write ply");
    }

    @Test
    void whatMeansNoPictureAndAnOutThatIsNoFolderAreRefused() {
        PictureFiles files = new PictureFiles(session);
        assertThatThrownBy(() -> files.find(List.of(folder + "/none*.png")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("nothing is there");
        assertThatThrownBy(() -> new GenerateJob(session).run(List.of(), settings(), "s3a://bucket/out"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("s3a://bucket/out");
        assertThatThrownBy(() -> Picture.of(List.of("a/cat.png", "b/cat.png")))
                .hasMessageContaining("have the same name");
    }

    @Test
    void scoresAreThoseOfAnEvaluationInOneThread() throws IOException {
        int objects = 2;
        Path out = folder.resolve("scores");
        EvalSettings settings = new EvalSettings(model, 7, 1, null, objects, 1, false, false, null);
        assertThat(new EvalJob(session).run(settings, out.toString())).hasSize(objects);

        String expected;
        try (LoadedModel loaded =
                LoadedModel.open(Device.CPU, ModelOptions.defaults().withThreads(1), folder.resolve("model"))) {
            GenerationOptions options =
                    GenerationOptions.of(loaded.info()).withSeed(7).withSteps(1);
            ModelComparison comparison = new ModelComparison(false, false, false, OptionalInt.empty(), 1);
            Evaluation evaluation = new Evaluation(comparison.methods(loaded, options), new Scorer(Optional.empty()));
            expected = new EvaluationTable(evaluation.run(
                            new ShapeSubjects(1, loaded.info().imageSize(), objects), (i, m, s, p, r) -> {}))
                    .csv();
        }
        assertThat(withoutSeconds(Files.readString(out.resolve("scores.csv")))).isEqualTo(withoutSeconds(expected));
        assertThat(out.resolve("table.md")).isNotEmptyFile();
        assertThat(table(out.resolve(EvalJob.TABLE))).hasSize(objects);
    }

    private static String withoutSeconds(String csv) {
        return csv.replaceAll(",[^,\n]*\n", "\n");
    }

    @Test
    void aDataSetHasTheBytesOfOneThatOneProcessRenders() throws IOException {
        Path meshes = Files.createDirectory(folder.resolve("meshes"));
        Path small = Files.writeString(
                meshes.resolve("small.obj"),
                "v -1 -1 0\nv 1 -1 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 4\nf 2 3 4\nf 3 1 4\n");
        Path flat = Files.writeString(meshes.resolve("flat.obj"), "v -1 -1 0\nv 1 -1 0\nv 0 1 0\nf 1 2 3\n");
        Path torn = Files.writeString(meshes.resolve("torn.obj"), "f 1 2 3\n");
        Path out = folder.resolve("data");
        RenderSettings settings = new RenderSettings(32, 1, true, MeshOrbit.Up.Y, 15, 0, null);
        JobSummary summary = new RenderJob(session)
                .run(Stream.of(small, torn, flat).map(Path::toString).toList(), settings, out.toString());
        assertThat(summary.rows().stream().map(JobRow::outcome))
                .containsExactly(JobRow.Outcome.MADE, JobRow.Outcome.FAILED, JobRow.Outcome.MADE);

        Path alone = folder.resolve("alone");
        MeshOrbit orbit = new MeshOrbit(MeshOrbit.Up.Y, 15, 0);
        DatasetWriter.open(alone, 32, 1, true, orbit.settings())
                .write(
                        List.of(orbit.item(small, Optional.empty()), orbit.item(flat, Optional.empty())),
                        1,
                        (done, total) -> {});
        try (Stream<Path> files = Files.walk(alone)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).hasSizeGreaterThan(60);
            assertThat(all)
                    .allSatisfy(file ->
                            assertThat(out.resolve(alone.relativize(file))).hasSameBinaryContentAs(file));
        }
    }
}
