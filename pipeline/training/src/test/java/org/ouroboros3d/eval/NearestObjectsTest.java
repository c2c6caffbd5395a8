package org.ouroboros3d.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.data.OrbitSample;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.data.ShapeStream;
import org.ouroboros3d.image.Image;

class NearestObjectsTest {
    private static final int SIZE = 16;
    private static final int COUNT = 40;
    private static final ShapeSettings TRAINING = ShapeSettings.training(1, SIZE);

    private static NearestObjects lookup(int nearest) {
        return NearestObjects.draw(1, SIZE, COUNT, nearest, drawn -> {});
    }

    @Test
    void inputViewsDrawnAloneAreThoseOfTheSamples() {
        for (int position = 0; position < 3; position++) {
            assertThat(ShapeStream.inputView(TRAINING, position))
                    .isEqualTo(ShapeStream.sample(TRAINING, position).image(0));
        }
    }

    @Test
    void aTrainingObjectIsItsOwnNearest() {
        Subject subject = Subject.of(ShapeStream.sample(TRAINING, 17));
        assertThat(lookup(1).nearestTo(subject.input())).containsExactly(17);
        List<Image> pictures = lookup(1).predict(subject).renders();
        List<Image> expected = Method.constant(meanOf(17)).predict(subject).views();
        assertThat(pictures).isEqualTo(expected).hasSize(8);
    }

    @Test
    void unseenObjectsAreTheMeanOfThoseThatAreNearestByPixels() {
        OrbitSample unseen = ShapeStream.sample(TRAINING.evaluation(), 2);
        // Once more in floating point, of whole samples.
        int[] expected = IntStream.range(0, COUNT)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        position -> distance(unseen, ShapeStream.sample(TRAINING, position))))
                .limit(3)
                .mapToInt(position -> position)
                .toArray();
        NearestObjects lookup = lookup(3);
        Subject subject = Subject.of(unseen);
        assertThat(lookup.nearestTo(subject.input())).containsExactly(expected);
        assertThat(lookup.predict(subject).views()).isEqualTo(meanOf(expected));
    }

    private static double distance(OrbitSample a, OrbitSample b) {
        float[] first = a.onWhite();
        float[] second = b.onWhite();
        return IntStream.range(0, 3 * SIZE * SIZE)
                .mapToDouble(i -> Math.pow(first[i] - second[i], 2))
                .sum();
    }

    private static List<Image> meanOf(int... positions) {
        MeanObject mean = new MeanObject();
        for (int position : positions) {
            mean.add(Subject.of(ShapeStream.sample(TRAINING, position)).views());
        }
        return mean.pictures();
    }

    @Test
    void everyObjectDrawnIsHeardOf() {
        List<Integer> heard = new ArrayList<>();
        NearestObjects.draw(1, 8, 3, 3, heard::add);
        assertThat(heard).containsExactly(1, 2, 3);
    }

    @Test
    void wrongCountsAndSizesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NearestObjects.draw(1, SIZE, 3, 4, drawn -> {}))
                .withMessageContaining("the nearest 1 to 3 of 3");
        Image other = ShapeStream.inputView(ShapeSettings.training(1, 8), 0);
        NearestObjects lookup = lookup(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lookup.nearestTo(other))
                .withMessageContaining("16 pixels a side, not of 8");
    }

    @Test
    void anInterruptStopsTheDrawing() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> lookup(1)).isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
