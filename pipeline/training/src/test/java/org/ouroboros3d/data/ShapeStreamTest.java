package org.ouroboros3d.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.tensor.TensorScope;

class ShapeStreamTest {
    private static final ShapeSettings SETTINGS = ShapeSettings.training(7, 16);

    private static List<float[]> pictures(int threads, int depth, long position, int count) {
        List<float[]> pictures = new ArrayList<>();
        try (ShapeStream stream = ShapeStream.open(SETTINGS, position, threads, depth)) {
            for (int i = 0; i < count; i++) {
                assertThat(stream.position()).isEqualTo(position + i);
                pictures.add(stream.next().rgba());
            }
        }
        return pictures;
    }

    @Test
    void orderAndContentDoNotDependOnTheNumberOfThreads() {
        List<float[]> one = pictures(1, 1, 0, 12);
        List<float[]> four = pictures(4, 9, 0, 12);
        for (int i = 0; i < one.size(); i++) {
            assertThat(four.get(i)).isEqualTo(one.get(i));
            assertThat(ShapeStream.sample(SETTINGS, i).rgba()).isEqualTo(one.get(i));
        }
    }

    @Test
    void streamResumesAtAPosition() {
        assertThat(pictures(2, 3, 8, 2).get(1)).isEqualTo(pictures(2, 3, 0, 10).get(9));
    }

    @Test
    void heldOutObjectsAreOthers() {
        assertThat(ShapeStream.sample(SETTINGS.evaluation(), 0).rgba())
                .isNotEqualTo(ShapeStream.sample(SETTINGS, 0).rgba());
        assertThat(ShapeStream.sample(SETTINGS.evaluation(), 0).id()).endsWith("/" + ShapeStream.FIRST_HELD_OUT);
        assertThatThrownBy(() -> ShapeStream.sample(SETTINGS, ShapeStream.FIRST_HELD_OUT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void elevationsStayInTheirRangeAndStartsGoAround() {
        Set<Integer> quadrants = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Orbit orbit = ShapeStream.orbit(SETTINGS, i);
            assertThat(orbit.elevationDegrees()).isBetween(Orbit.MIN_ELEVATION, Orbit.MAX_ELEVATION);
            quadrants.add((int) (orbit.startDegrees() / 90));
            // Above the horizon is above the ground.
            assertThat(orbit.cameras(0).center(0)[1] * orbit.elevationDegrees()).isPositive();
        }
        assertThat(quadrants).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void levelPublishedOrbitsHaveTheEightViewsCameras() {
        Cameras expected = Cameras.eightViews();
        OrbitSample sample =
                ShapeStream.sample(SETTINGS.withViews(SubOrbit.PUBLISHED).withElevations(0, 0), 3);
        for (int view = 0; view < expected.views(); view++) {
            assertThat(sample.cameras().cameraToWorld(view))
                    .containsExactly(expected.cameraToWorld(view), within(1e-12));
        }
    }

    @Test
    void firstCameraOfATiltedOrbitIsTheCanonicalOne() {
        OrbitSample sample = ShapeStream.sample(SETTINGS.withElevations(25, 25), 3);
        assertThat(sample.cameras().cameraToWorld(0))
                .containsExactly(Cameras.eightViews().cameraToWorld(0), within(1e-12));
        // The camera opposite looks from below this world's horizon, twice 25 degrees from its axis.
        double y = sample.cameras().center(4)[1];
        assertThat(y).isCloseTo(Cameras.EIGHT_VIEW_RADIUS * Math.sin(Math.toRadians(50)), within(1e-9));
    }

    @Test
    void tensorsAreOnWhiteInTheModelsRange() {
        try (TensorScope scope = TensorScope.open()) {
            OrbitSample sample = ShapeStream.sample(SETTINGS, 1);
            OrbitSample.Tensors tensors = sample.toTensors();
            assertThat(tensors.images().shape()).containsExactly(8, 3, 16, 16);
            assertThat(tensors.c2w().shape()).containsExactly(8, 4, 4);
            assertThat(tensors.intrinsics().shape()).containsExactly(8, 3, 3);
            float[] images = tensors.images().toFloatArray();
            // The corner is background, the middle is not.
            assertThat(images[0]).isEqualTo(1);
            for (float value : images) {
                assertThat(value).isBetween(-1f, 1f);
            }
            assertThat(tensors.intrinsics().toFloatArray()[0]).isCloseTo(1.3889f, within(1e-3f));
        }
    }

    @Test
    void depthsAreKnownWhereTheObjectIsSeen() {
        OrbitSample sample = ShapeStream.sample(SETTINGS, 1);
        float[] alphas = sample.alphas();
        float[] depths = sample.depths().orElseThrow();
        assertThat(depths).hasSameSizeAs(alphas).hasSize(8 * 16 * 16);
        double distance = Cameras.EIGHT_VIEW_RADIUS;
        for (int pixel = 0; pixel < depths.length; pixel++) {
            if (alphas[pixel] == 0) {
                assertThat(depths[pixel]).isZero();
            } else {
                assertThat((double) depths[pixel]).isBetween(distance - 1, distance + 1);
            }
        }
    }

    @Test
    void failureOfAWorkerComesOutAtItsPositionAndTheNextFollows() {
        try (Prefetcher<Long> prefetcher = new Prefetcher<>(
                i -> {
                    if (i == 2) {
                        throw new IllegalStateException("position 2");
                    }
                    return i;
                },
                0,
                3,
                4)) {
            assertThat(prefetcher.next()).isZero();
            assertThat(prefetcher.next()).isEqualTo(1);
            assertThatThrownBy(prefetcher::next).hasMessage("position 2");
            assertThat(prefetcher.next()).isEqualTo(3);
        }
    }

    @Test
    void closedStreamSaysSoAndItsThreadsAreGone() throws InterruptedException {
        ShapeStream stream = ShapeStream.open(SETTINGS, 0, 2, 8);
        stream.next();
        stream.close();
        stream.close();
        assertThatThrownBy(stream::next).isInstanceOf(IllegalStateException.class);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("ouroboros3d-data")) {
                // Its work is over; the thread itself may take a moment more.
                thread.join(10_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    void positionsThatNobodyWantsArePassedOver() {
        List<Long> computed = Collections.synchronizedList(new ArrayList<>());
        try (Prefetcher<Long> prefetcher = new Prefetcher<>(
                i -> {
                    computed.add(i);
                    return i;
                },
                1,
                2,
                3,
                position -> position % 4 == 2)) {
            assertThat(prefetcher.position()).isEqualTo(2);
            assertThat(prefetcher.next()).isEqualTo(2);
            assertThat(prefetcher.next()).isEqualTo(6);
            prefetcher.moveTo(11);
            assertThat(prefetcher.position()).isEqualTo(14);
            assertThat(prefetcher.next()).isEqualTo(14);
        }
        assertThat(computed).allMatch(position -> position % 4 == 2);
    }
}
