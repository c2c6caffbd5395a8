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
    private static final Method TRUTH = subject -> new Prediction(subject.views(), subject.views());

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
        ViewScores views = new ViewScores(20, 0.9, OptionalDouble.of(0.1));
        ViewScores renders = new ViewScores(18.5, 0.85, OptionalDouble.of(0.15));
        ViewScores unseen = new ViewScores(17.5, 0.8, OptionalDouble.of(0.2));
        SubjectScores subject = new SubjectScores("a \"cup\"", views, renders, unseen, 2);
        EvaluationTable table = new EvaluationTable(List.of(new MethodScores("model", List.of(subject))));
        assertThat(table.rows())
                .containsExactly(List.of(
                        "model", "1", "20.00", "0.900", "0.100", "18.50", "0.850", "0.150", "17.50", "0.800", "0.200",
                        "1.50", "0.050", "0.050", "2.0"));
        assertThat(table.markdown().lines()).hasSize(3).allMatch(line -> line.startsWith("| ") && line.endsWith(" |"));
        assertThat(table.csv()).endsWith("\"model\",\"a \"\"cup\"\"\",20.0,0.9,0.1,18.5,0.85,0.15,17.5,0.8,0.2,2.0\n");
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
                .isThrownBy(() -> new Subject("cup", subject.views().subList(0, 3), subject.cameras()))
                .withMessageContaining("cup: 3 views and 8 cameras");
    }
}
