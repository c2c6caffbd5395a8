package org.ouroboros3d.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.data.Augmentation;
import org.ouroboros3d.data.SubOrbit;
import org.ouroboros3d.model.LatentEncoder;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainingBatch;

class CachedBatchesTest {
    private static final int SIZE = 16;
    private static final int OBJECTS = 5;

    private static final ShapesData TURNS = shapes(SubOrbit.EVERY_OTHER);

    private static ShapesData shapes(SubOrbit views) {
        return new ShapesData(3, List.of(views), -5, 30);
    }

    /** Means of 8 × 8 pixels, so that what is encoded can be told from the latents. */
    private static final class Means implements LatentEncoder {
        private int encoded;

        @Override
        public Tensor encode(Tensor images) {
            encoded += Math.toIntExact(images.size(0));
            return Resampling.avgPool2d(images, 8, 8);
        }

        @Override
        public Tensor sample(Tensor images, Tensor noise) {
            throw new AssertionError("latents are kept without noise");
        }

        @Override
        public double scalingFactor() {
            return 1;
        }
    }

    private static BatchSource source(DataConfig data) {
        return data.training(SIZE, Device.CPU, notice -> {});
    }

    private static CachedBatches cached(DataConfig data, LatentEncoder encoder) {
        return new CachedBatches(source(data), encoder, 7, OBJECTS);
    }

    /** Which of the objects a sample is, and which of its views is the first. */
    private record Place(int object, int turn) {}

    private static Place place(Tensor images, List<Tensor> objects) {
        for (int object = 0; object < objects.size(); object++) {
            Tensor views = objects.get(object);
            for (int turn = 0; turn < views.size(0); turn++) {
                Tensor turned = turned(views, turn);
                if (largest(Arithmetic.sub(images, turned)) < 1e-3) {
                    return new Place(object, turn);
                }
            }
        }
        throw new AssertionError("not an object of the source");
    }

    private static Tensor turned(Tensor views, int first) {
        List<Tensor> order = new ArrayList<>();
        for (int view = 0; view < views.size(0); view++) {
            order.add(Shapes.select(views, 0, (first + view) % views.size(0)));
        }
        return Shapes.stack(order, 0);
    }

    private static double largest(Tensor values) {
        return Reductions.max(Arithmetic.abs(values)).item();
    }

    private static List<Tensor> objects(DataConfig data) {
        List<Tensor> objects = new ArrayList<>();
        try (BatchSource plain = source(data)) {
            for (int i = 0; i < OBJECTS; i++) {
                objects.add(Shapes.select(plain.batch(i, 1).images(), 0, 0));
            }
        }
        return objects;
    }

    @Test
    void repeatsTheFirstObjectsTurnedInAnotherOrder() {
        Means encoder = new Means();
        try (TensorScope scope = TensorScope.open();
                CachedBatches batches = cached(TURNS, encoder)) {
            List<Tensor> objects = objects(TURNS);
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < 6 * OBJECTS; i += 2) {
                TrainingBatch batch = batches.batch(i, 2);
                for (int b = 0; b < 2; b++) {
                    Tensor images = Shapes.select(batch.images(), 0, b);
                    places.add(place(images, objects));
                    Tensor latents = Shapes.select(batch.latents().orElseThrow(), 0, b);
                    assertThat(largest(Arithmetic.sub(latents, encoder.encode(images))))
                            .isLessThan(1e-3);
                }
                assertThat(batch.conditionImages().toFloatArray())
                        .isEqualTo(Shapes.select(batch.images(), 1, 0).toFloatArray());
            }
            List<List<Integer>> passes = new ArrayList<>();
            for (int pass = 0; pass < 6; pass++) {
                passes.add(places.subList(pass * OBJECTS, (pass + 1) * OBJECTS).stream()
                        .map(Place::object)
                        .toList());
                assertThat(passes.getLast()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            }
            assertThat(passes.getFirst()).isSorted();
            assertThat(passes.stream().distinct().count()).isGreaterThan(3);
            assertThat(places.stream().map(Place::turn).distinct().count()).isGreaterThan(4);
            int ofTheTest = 6 * OBJECTS * 8;
            assertThat(encoder.encoded - ofTheTest).as("each view once").isEqualTo(OBJECTS * 8);
        }
    }

    @Test
    void aNumberDecidesWhatASampleIs() {
        try (TensorScope scope = TensorScope.open();
                CachedBatches inOrder = cached(TURNS, new Means());
                CachedBatches jumping = cached(TURNS, new Means())) {
            List<float[]> samples = new ArrayList<>();
            for (int i = 0; i < 3 * OBJECTS; i++) {
                samples.add(inOrder.batch(i, 1).images().toFloatArray());
            }
            for (int i : new int[] {12, 3, 7}) {
                assertThat(jumping.batch(i, 1).images().toFloatArray()).isEqualTo(samples.get(i));
            }
        }
    }

    @Test
    void aTurnedSampleHasTheCamerasOfItsViews() {
        try (TensorScope scope = TensorScope.open();
                BatchSource plain = source(TURNS);
                CachedBatches batches = cached(TURNS, new Means())) {
            List<Tensor> objects = objects(TURNS);
            for (int i = 0; i < 2 * OBJECTS; i++) {
                TrainingBatch batch = batches.batch(i, 1);
                Place place = place(Shapes.select(batch.images(), 0, 0), objects);
                ViewTensors expected = plain.batch(place.object(), 1).views().getFirst();
                ViewTensors views = batch.views().getFirst();
                for (int v = 0; v < 8; v++) {
                    assertThat(largest(Arithmetic.sub(
                                    fromFirst(views, 0, v), fromFirst(expected, place.turn(), (place.turn() + v) % 8))))
                            .isLessThan(1e-4);
                }
            }
        }
    }

    /** The pose of a view as another one sees it, [4, 4]. */
    private static Tensor fromFirst(ViewTensors views, int first, int view) {
        return Linear.matmul(
                Shapes.select(views.viewmats(), 0, first), Shapes.select(Shapes.squeeze(views.c2w(), 0), 0, view));
    }

    @Test
    void whatCannotBeTurnedBeginsAtItsFirstView() {
        DataConfig flawed = new AugmentedData(TURNS, new Augmentation(0, 0, 0, 0, 0, 0, 1, 0));
        for (DataConfig data : List.of(shapes(SubOrbit.PUBLISHED), flawed)) {
            try (TensorScope scope = TensorScope.open();
                    CachedBatches batches = cached(data, new Means());
                    BatchSource plain = source(data)) {
                for (int i = 0; i < OBJECTS; i++) {
                    TrainingBatch batch = batches.batch(i, 1);
                    TrainingBatch expected = plain.batch(i, 1);
                    assertThat(largest(Arithmetic.sub(batch.images(), expected.images())))
                            .isLessThan(1e-3);
                    assertThat(largest(Arithmetic.sub(batch.conditionImages(), expected.conditionImages())))
                            .isLessThan(1e-3);
                }
            }
        }
    }

    @Test
    void nothingIsLeftInMemory() {
        long before = Tensor.liveCount();
        try (CachedBatches batches = cached(TURNS, new Means())) {
            try (TensorScope scope = TensorScope.open()) {
                float[] images = batches.batch(0, 3).images().toFloatArray();
                assertThat(Arrays.stream(new int[] {0, images.length - 1}).allMatch(i -> Float.isFinite(images[i])))
                        .isTrue();
            }
            assertThat(Tensor.liveCount()).isGreaterThan(before);
        }
        assertThat(Tensor.liveCount()).isEqualTo(before);
    }
}
