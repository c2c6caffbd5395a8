package org.ouroboros3d.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.testing.Ranks;

/** Runs of several processes. */
class ParallelRunTest {
    @TempDir
    private Path temp;

    private final List<String> runs = new ArrayList<>();

    private Path config(String name, String stage, String changes) throws IOException {
        Path file = temp.resolve(name + ".json");
        return Files.writeString(file, SmallModel.json(stage, changes).toString());
    }

    private void add(Path config, String folder, boolean resume) {
        runs.addAll(List.of(config.toString(), temp.resolve(folder).toString(), resume ? "resume" : "new"));
    }

    private Ranks.Result onRanks(int ranks) throws IOException, InterruptedException {
        return onRanks(Ranks.Mpi.OPEN_MPI, ranks);
    }

    private Ranks.Result onRanks(Ranks.Mpi mpi, int ranks) throws IOException, InterruptedException {
        Ranks.Result result = Ranks.run(mpi, ranks, RanksProgram.class, runs.toArray(String[]::new));
        runs.clear();
        return result;
    }

    private void requireOnRanks(int ranks) throws IOException, InterruptedException {
        Ranks.Result result = onRanks(ranks);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private void onOne(Path config, String folder, boolean resume) {
        new TrainingRun(
                        TrainingConfig.read(config),
                        new RunFolder(temp.resolve(folder)),
                        Device.CPU,
                        new TrainingListener() {})
                .run(resume);
    }

    private List<StepReport> steps(String folder) {
        return MetricsLog.read(temp.resolve(folder).resolve("metrics.jsonl"), Long.MAX_VALUE);
    }

    /** The newest checkpoint's tensors whose names begin with something. */
    private Map<String, float[]> state(String folder, String prefix) {
        try (Arena arena = Arena.ofConfined();
                TensorScope scope = TensorScope.open()) {
            CheckpointFile file = CheckpointFile.read(
                    new CheckpointFolder(temp.resolve(folder).resolve("checkpoints"))
                            .newestFirst()
                            .getFirst(),
                    arena);
            Map<String, float[]> values = new TreeMap<>();
            file.tensors().forEach((name, data) -> {
                if (name.startsWith(prefix)) {
                    values.put(name, data.toTensor().toFloatArray());
                }
            });
            assertThat(values).isNotEmpty();
            return values;
        }
    }

    private static double distance(Map<String, float[]> a, Map<String, float[]> b) {
        double sum = 0;
        for (Map.Entry<String, float[]> entry : a.entrySet()) {
            float[] other = b.get(entry.getKey());
            for (int i = 0; i < other.length; i++) {
                sum += Math.pow(entry.getValue()[i] - other[i], 2);
            }
        }
        return Math.sqrt(sum);
    }

    private void requireSameLosses(String folder, String expected, double percent) {
        List<StepReport> actual = steps(folder);
        List<StepReport> whole = steps(expected);
        assertThat(actual).hasSameSizeAs(whole);
        for (int i = 0; i < whole.size(); i++) {
            Map<String, Double> terms = whole.get(i).losses().terms();
            for (Map.Entry<String, Double> term : actual.get(i).losses().terms().entrySet()) {
                assertThat(term.getValue())
                        .as("step %d of %s, loss %s", i + 1, folder, term.getKey())
                        .isCloseTo(terms.get(term.getKey()), withinPercentage(percent));
            }
            assertThat(actual.get(i).gradientNorm())
                    .as("step %d of %s, gradient", i + 1, folder)
                    .isCloseTo(whole.get(i).gradientNorm(), withinPercentage(10 * percent));
        }
    }

    private void requireSameBits(String folder, String expected) {
        Map<String, float[]> actual = state(folder, "");
        Map<String, float[]> whole = state(expected, "");
        assertThat(actual.keySet()).isEqualTo(whole.keySet()).anyMatch(name -> name.startsWith("adamw.exp_avg_sq."));
        whole.forEach((name, values) -> assertThat(Arrays.equals(actual.get(name), values))
                .as(name + " of " + folder)
                .isTrue());
    }

    /**
     * The ranks' gradients are the means of their rows, added in another order than one rank adds all rows: the losses differ in
     * the last bits of single precision. AdamW divides a gradient by its own length, so that weights whose gradients are
     * nothing but rounding move by it nevertheless; all in all they are apart by a thousandth of their way.
     */
    @Test
    void twentyStepsOfTwoAndFourRanksAreThoseOfOne() throws IOException, InterruptedException {
        String settings = "\"batch_size\": 4, \"gradient_checkpointing\": true, \"diffusion\":"
                + " {\"trajectories\": 0.4, \"min_snr\": 5}";
        Path config = config("denoiser", "denoiser", "{\"steps\": 20, " + settings + "}");
        onOne(config, "one", false);
        add(config, "two", false);
        add(config, "again", false);
        requireOnRanks(2);
        add(config, "four", false);
        requireOnRanks(4);
        requireSameBits("again", "two");
        Path still = config("still", "denoiser", "{\"steps\": 1, \"optimizer\": {\"learning_rate\": 1e-30}}");
        onOne(still, "start", false);
        Map<String, float[]> one = state("one", "weights.");
        double moved = distance(state("start", "weights."), one);
        for (String ranks : List.of("two", "four")) {
            requireSameLosses(ranks, "one", 0.001);
            assertThat(distance(state(ranks, "weights."), one)).as(ranks).isLessThan(0.005 * moved);
        }
    }

    @Test
    void everyStageDrawsTheSameNumbersOnTwoRanks() throws IOException, InterruptedException {
        Map<String, String> stages = Map.of(
                "vae", "{\"autoencoder\": {\"clip\": 3}, ",
                "pretrain-depth",
                        "{\"data\": {\"mix\": [{\"shapes\": {}, \"share\": 1}, {\"shapes\": {\"seed\": 5}, \"share\": 2}]}, ",
                "reconstructor", "{\"reconstructor\": {\"render_size\": [24, 48], \"degrade\": 0.5}, ",
                "joint", "{\"diffusion\": {\"self_conditioning\": 1}, ");
        for (Map.Entry<String, String> stage : new TreeMap<>(stages).entrySet()) {
            String name = stage.getKey();
            Path config = config(
                    name, name, stage.getValue() + "\"steps\": 2, \"accumulation\": 2, \"export_every\": false}");
            onOne(config, name + "-one", false);
            add(config, name, false);
        }
        requireOnRanks(2);
        for (String stage : stages.keySet()) {
            requireSameLosses(stage, stage + "-one", 0.01);
        }
    }

    @Test
    void sharedOutStateTakesTheSameStepsBitForBit() throws IOException, InterruptedException {
        String settings = "{\"steps\": 3, \"checkpoint_every\": 2, \"gradient_checkpointing\": true, \"parallel\": ";
        for (int zero = 0; zero < 3; zero++) {
            add(config("zero" + zero, "denoiser", settings + "{\"zero\": " + zero + "}}"), "zero" + zero, false);
        }
        add(config("bf16", "denoiser", settings + "{\"zero\": 2, \"wire\": \"bf16\"}}"), "bf16", false);
        requireOnRanks(2);
        requireSameBits("zero1", "zero0");
        requireSameBits("zero2", "zero0");
        assertThat(steps("zero2"))
                .extracting(StepReport::losses)
                .isEqualTo(steps("zero0").stream().map(StepReport::losses).toList());
        // Three significant digits of each gradient.
        requireSameLosses("bf16", "zero0", 0.5);
    }

    @Test
    void aRunGoesOnWithAnotherNumberOfRanks() throws IOException, InterruptedException {
        String settings =
                "{\"batch_size\": 4, \"optimizer\": {\"learning_rate\": 1e-3, \"warmup_steps\": 0}, \"parallel\":"
                        + " {\"zero\": 2}, \"steps\": ";
        Path whole = config("six", "denoiser", settings + "6}");
        onOne(whole, "whole", false);
        add(config("two", "denoiser", settings + "2}"), "parts", false);
        requireOnRanks(2);
        onOne(config("four", "denoiser", settings + "4}"), "parts", true);
        add(whole, "parts", true);
        requireOnRanks(4);
        requireSameLosses("parts", "whole", 0.01);
    }

    @Test
    void ranksWithDifferentFilesRefuseToStart() throws IOException, InterruptedException {
        Path first = config("seed-0", "denoiser", "{}");
        config("seed-1", "denoiser", "{\"seed\": 1}");
        add(first.resolveSibling("seed-RANK.json"), "refused", false);
        Ranks.Result result = onRanks(Ranks.Mpi.MPICH, 2);
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output())
                .contains("rank 1 has another configuration, rank 1 has another model than rank 0; start all ranks");
        assertThat(temp.resolve("refused/checkpoints")).doesNotExist();
    }

    @Test
    void aBatchThatRanksCannotDivideIsRefused() throws IOException, InterruptedException {
        add(config("three", "denoiser", "{\"batch_size\": 3}"), "refused", false);
        Ranks.Result result = onRanks(2);
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("a batch of 3 samples cannot be divided evenly among 2 ranks");
    }
}
