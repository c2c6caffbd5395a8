package org.ouroboros3d.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.image.Image;

class EvaluationTest {
    private static final int SIZE = 32;
    private static final int OBJECTS = 3;
    // Variances of almost white windows are differences of almost equal float32 numbers.
    private static final double SSIM_ROUNDING = 1e-3;

    private static final ShapeSubjects SUBJECTS = new ShapeSubjects(1, SIZE, OBJECTS);
    private static final Method TRUTH = subject -> Prediction.of(subject.views());

    private static List<MethodScores> run(Map<String, Method> methods) {
        return new Evaluation(methods, new Scorer(Optional.empty())).run(SUBJECTS, (i, m, s, p, r) -> {});
    }

    @Test
    void theTruthIsPerfectAndTheCopiedInputIsPerfectInTheFirstViewOnly() {
        Map<String, Method> methods = new LinkedHashMap<>();
        methods.put("truth", TRUTH);
        methods.put("copy", Method.copyOfInput());
        List<MethodScores> scores = run(methods);
        assertThat(scores).extracting(MethodScores::method).containsExactly("truth", "copy");
        assertThat(scores.getFirst().views().psnr()).isInfinite();
        assertThat(scores.getFirst().views().ssim()).isCloseTo(1, within(SSIM_ROUNDING));
        assertThat(scores.getLast().views().psnr()).isBetween(5.0, 40.0);
        assertThat(scores.getLast().views().ssim()).isBetween(0.1, 0.99);
        assertThat(scores.getLast().views().lpips()).isEmpty();
        ViewScores copy = scores.getLast().renders();
        ViewScores unseen = scores.getLast().unseen();
        assertThat(unseen.ssim()).isCloseTo((8 * copy.ssim() - 1) / 7, within(SSIM_ROUNDING));
        // The squared errors of eight views, none of them in the first, spread over seven; of one object, so no mean
        // over some.
        double ofSeven = 10 * Math.log10(8 / 7.0);
        assertThat(copy.psnr() - unseen.psnr()).isCloseTo(ofSeven, within(1e-6));
    }

    @Test
    void psnrPoolsTheViewsOfAnObjectAndIsAveragedOverObjects() {
        Subject subject = SUBJECTS.iterator().next();
        List<Image> copies = Method.copyOfInput().predict(subject).views();
        Scorer scorer = new Scorer(Optional.empty());
        double pooled = scorer.score(copies, subject.views()).psnr();
        double ofOneView = scorer.score(copies.subList(1, 2), subject.views().subList(1, 2))
                .psnr();
        assertThat(pooled).isNotCloseTo(ofOneView, within(1e-3));
        List<Double> single = new ArrayList<>();
        MethodScores scores = new Evaluation(Map.of("copy", Method.copyOfInput()), scorer)
                .run(
                        SUBJECTS,
                        (i, m, s, p, reached) -> single.add(reached.views().psnr()))
                .getFirst();
        assertThat(single).hasSize(OBJECTS).startsWith(pooled);
        assertThat(scores.views().psnr())
                .isCloseTo(single.stream().mapToDouble(v -> v).average().orElseThrow(), within(1e-12));
    }

    @Test
    void theMeanObjectIsTheMeanOfTheObjectsOnWhite() {
        byte[] clear = new byte[4 * 4];
        MeanObject mean = new MeanObject();
        mean.add(List.of(Image.of(2, 2, 4, clear)));
        mean.add(List.of(Image.of(2, 2, 3, new byte[3 * 4])));
        Image picture = mean.pictures().getFirst();
        // Half of white and black.
        assertThat(picture.sample(1, 1, 0)).isBetween(127, 128);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mean.add(List.of(picture, picture)))
                .withMessageContaining("1 views, not 2");
    }

    @Test
    void tablesHoldDifferencesAndEveryObject() {
        ViewScores views = new ViewScores(20, 0.9, OptionalDouble.of(0.1), new DetailScores(0.5, 0.25, 0.75));
        ViewScores renders = new ViewScores(18.5, 0.85, OptionalDouble.of(0.15), new DetailScores(1.5, 2, 0.625));
        ViewScores unseen = new ViewScores(17.5, 0.8, OptionalDouble.of(0.2), new DetailScores(1, Double.NaN, 0));
        ViewScores front = new ViewScores(21.5, 0.95, OptionalDouble.of(0.05), new DetailScores(0.9, 0.8, 0.7));
        SubjectScores subject = new SubjectScores("a \"cup\"", views, renders, unseen, front, List.of(), 2);
        EvaluationTable table = new EvaluationTable(List.of(new MethodScores("model", List.of(subject))));
        assertThat(table.scores().rows())
                .containsExactly(List.of(
                        "model", "1", "20.00", "0.900", "0.100", "18.50", "0.850", "0.150", "17.50", "0.800", "0.200",
                        "21.50", "0.950", "0.050", "1.50", "0.050", "0.050", "2.0"));
        assertThat(table.scores().markdown().lines().skip(2))
                .hasSize(3)
                .allMatch(line -> line.startsWith("| ") && line.endsWith(" |"));
        assertThat(table.details().rows())
                .containsExactly(List.of(
                        "model", "0.500", "0.250", "0.750", "1.500", "2.000", "0.625", "1.000", "-", "0.000", "0.900",
                        "0.800", "0.700"));
        assertThat(table.csv())
                .endsWith("\"model\",\"a \"\"cup\"\"\",20.0,0.9,0.1,0.5,0.25,0.75,18.5,0.85,0.15,1.5,2.0,0.625,"
                        + "17.5,0.8,0.2,1.0,,0.0,21.5,0.95,0.05,0.9,0.8,0.7,2.0\n");
        List<List<String>> csv =
                table.csv().lines().map(row -> List.of(row.split(",", -1))).toList();
        assertThat(csv.getFirst()).hasSameSizeAs(csv.getLast());
    }

    @Test
    void differencesFromTheFirstMethodHaveStandardErrors() {
        EvaluationTable table = new EvaluationTable(List.of(
                new MethodScores("a", List.of(ofPsnr(20), ofPsnr(22), ofPsnr(24))),
                new MethodScores("b", List.of(ofPsnr(21), ofPsnr(23.5), ofPsnr(24.5)))));
        ScoreTable differences = table.differences();
        assertThat(differences.header()).startsWith("beside a", "PSNR views");
        // Differences of 1, 1.5 and 0.5: a standard deviation of 0.5, by the root of three.
        assertThat(differences.rows().getFirst()).startsWith("b", "+1.000 (0.289)", "+0.0000 (0.0000)", "-");
        assertThat(differences.rows()).hasSize(1);
        PairedDifference ofOne = PairedDifference.of(new double[] {3}, new double[] {1});
        assertThat(ofOne.mean()).isEqualTo(2);
        assertThat(ofOne.standardError()).isNaN();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedDifference.of(new double[2], new double[3]))
                .withMessageContaining("2 and 3");
    }

    private static SubjectScores ofPsnr(double psnr) {
        ViewScores scores = new ViewScores(psnr, 0.5, OptionalDouble.empty(), new DetailScores(1, 1, 1));
        return new SubjectScores("object", scores, scores, scores, scores, List.of(), 1);
    }

    @Test
    void keptStepsAreScoredLikeTheEnd() {
        Method inSteps = subject -> new Prediction(
                subject.views(),
                subject.views(),
                List.of(
                        new StepPrediction(
                                0, Method.copyOfInput().predict(subject).views(), subject.views()),
                        new StepPrediction(2, subject.views(), subject.views())));
        Map<String, Method> methods = new LinkedHashMap<>();
        methods.put("copy", Method.copyOfInput());
        methods.put("in steps", inSteps);
        List<MethodScores> scores = run(methods);
        List<StepScores> steps = scores.getLast().steps();
        assertThat(scores.getFirst().steps()).isEmpty();
        assertThat(steps).extracting(StepScores::step).containsExactly(0, 2);
        assertThat(steps.getFirst().views()).isEqualTo(scores.getFirst().views());
        assertThat(steps.getLast().renders().psnr()).isInfinite();
        StepTable table = new StepTable(scores);
        assertThat(table.scores().rows()).extracting(row -> row.get(1)).containsExactly("1", "3");
        assertThat(table.csv().lines()).hasSize(1 + 2 * OBJECTS);
    }

    @Test
    void blurShowsInDetail() {
        Map<String, Method> methods = new LinkedHashMap<>();
        methods.put("truth", TRUTH);
        methods.put("mean", Method.constant(ShapeSubjects.trainingMean(1, SIZE, 16)));
        List<MethodScores> scores = run(methods);
        assertThat(scores.getFirst().views().detail()).isEqualTo(new DetailScores(1, 1, 1));
        DetailScores mean = scores.getLast().views().detail();
        assertThat(mean.tenengrad()).isBetween(0.01, 0.5);
        assertThat(mean.edgeF1()).isBetween(0.1, 0.9);
    }

    @Test
    void theSheetShowsBestMedianAndWorst() {
        ShowcaseSheet sheet = new ShowcaseSheet();
        new Evaluation(Map.of("copy", Method.copyOfInput()), new Scorer(Optional.empty()))
                .run(SUBJECTS, (i, m, subject, prediction, scores) -> sheet.add(subject, prediction, scores));
        Image picture = sheet.picture();
        assertThat(picture.width()).isEqualTo(8 * SIZE);
        assertThat(picture.height()).isGreaterThanOrEqualTo(9 * SIZE);
    }

    @Test
    void aSubjectNeedsACameraForEveryView() {
        Subject subject = SUBJECTS.iterator().next();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Subject("cup", subject.views().subList(0, 3), subject.cameras(), subject.depths()))
                .withMessageContaining("cup: 3 views and 8 cameras");
    }
}
