package org.ouroboros3d.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros3d.data.render.Lighting;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.data.shapes.ShapeObject;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;

class AugmentationTest {
    private static final int SIZE = 32;
    private static final int PLANE = SIZE * SIZE;
    private static final ShapeSettings SHAPES = ShapeSettings.training(5, SIZE);

    private static Augmentation only(int index, double value) {
        double[] v = new double[8];
        v[index] = value;
        return new Augmentation(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
    }

    private static double meanDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    private static OrbitSample rendered(ShapeObject object, Cameras cameras, Lighting lighting) {
        return OrbitSample.of("a", OrbitRenderer.render(object, cameras, SIZE, 2, lighting), cameras);
    }

    @ParameterizedTest
    @EnumSource(SubOrbit.class)
    void aMirroredSampleIsTheMirroredObjectFromTheUsualCameras(SubOrbit views) {
        Lighting light = Lighting.DEFAULT;
        Lighting mirroredLight = new Lighting(
                light.sky(),
                light.ground(),
                light.key(),
                light.fill(),
                new Lighting.Direction(
                        -light.keyDirection().x(),
                        light.keyDirection().y(),
                        light.keyDirection().z()),
                new Lighting.Direction(
                        -light.fillDirection().x(),
                        light.fillDirection().y(),
                        light.fillDirection().z()));
        // From azimuth 0 the samples' mirror plane is the world's too.
        Orbit orbit = new Orbit(20, 0);
        for (int i = 0; i < 5; i++) {
            ShapeObject object = ShapeObject.of(5, i);
            ShapeObject other = object.stretched(new double[] {-1, 1, 1}, 1);
            OrbitSample mirrored = MirroredOrbit.of(rendered(object, orbit.cameras(views.mirroredFrames(0)), light));
            OrbitSample expected = rendered(other, orbit.cameras(views.frames(0)), mirroredLight);
            for (int view = 0; view < 8; view++) {
                assertThat(mirrored.cameras().cameraToWorld(view))
                        .containsExactly(expected.cameras().cameraToWorld(view), within(1e-9));
            }
            // Rounding may move a sample across an edge here and there.
            assertThat(meanDifference(mirrored.rgba(), expected.rgba())).isLessThan(1e-3);
            assertThat(meanDifference(
                            mirrored.depths().orElseThrow(), expected.depths().orElseThrow()))
                    .isLessThan(1e-3);
            assertThat(meanDifference(
                            mirrored.rgba(),
                            rendered(object, orbit.cameras(views.frames(0)), light)
                                    .rgba()))
                    .isGreaterThan(4e-3);
        }
    }

    @Test
    void mirroredCamerasSeeMirroredPointsAtMirroredPlaces() {
        Cameras cameras = Cameras.orbit(-33, new double[] {10, 130}, 1.9, new Intrinsics(1.3, 1.2, 0.46, 0.55));
        Cameras mirrored = MirroredOrbit.mirrored(cameras);
        double[] point = {0.2, -0.3, 0.1};
        double[] other = {-0.2, -0.3, 0.1};
        for (int view = 0; view < 2; view++) {
            double[] seen = project(cameras, view, point);
            double[] seenMirrored = project(mirrored, view, other);
            assertThat(seenMirrored[0]).isCloseTo(1 - seen[0], within(1e-12));
            assertThat(seenMirrored[1]).isCloseTo(seen[1], within(1e-12));
        }
    }

    private static double[] project(Cameras cameras, int view, double... point) {
        double[] pose = cameras.cameraToWorld(view);
        double[] inCamera = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            for (int k = 0; k < 3; k++) {
                inCamera[axis] += pose[4 * k + axis] * (point[k] - pose[4 * k + 3]);
            }
        }
        Intrinsics k = cameras.intrinsics(view);
        return new double[] {k.fx() * inCamera[0] / inCamera[2] + k.cx(), k.fy() * inCamera[1] / inCamera[2] + k.cy()};
    }

    @Test
    void nothingChangesWhereNothingIsOnAndEachSwitchChangesSomething() {
        OrbitSample plain = ShapeStream.sample(SHAPES, 3);
        for (int i = 0; i < 6; i++) {
            double value = i == 3 ? 0.15 : i == 2 ? 0.3 : 1;
            OrbitSample changed = ShapeStream.sample(SHAPES.withAugmentation(only(i, value)), 3);
            assertThat(meanDifference(plain.rgba(), changed.rgba()))
                    .as("switch %d", i)
                    .isGreaterThan(1e-3);
            assertThat(changed.condition()).isEmpty();
            for (int view = 0; view < 8; view++) {
                assertThat(changed.cameras().cameraToWorld(view))
                        .containsExactly(plain.cameras().cameraToWorld(view), within(1e-9));
            }
        }
        for (int i = 6; i < 8; i++) {
            OrbitSample changed = ShapeStream.sample(SHAPES.withAugmentation(only(i, 1)), 3);
            assertThat(changed.rgba()).isEqualTo(plain.rgba());
            assertThat(changed.condition().orElseThrow()).hasSize(3 * PLANE);
        }
    }

    @Test
    void zoomedObjectsStayInsideOfTheirViews() {
        ShapeSettings zoomed = SHAPES.withAugmentation(new Augmentation(0.5, 0, 0.3, 0.15, 0, 0, 0, 0));
        for (int i = 0; i < 60; i++) {
            float[] alphas = ShapeStream.sample(zoomed, i).alphas();
            for (int pixel = 0; pixel < alphas.length; pixel++) {
                int row = pixel / SIZE % SIZE;
                int column = pixel % SIZE;
                boolean border = row == 0 || column == 0 || row == SIZE - 1 || column == SIZE - 1;
                assertThat(border && alphas[pixel] > 0).as("object %d", i).isFalse();
            }
        }
    }

    @Test
    void coloursTurnAroundGrey() {
        float[] rgba = {0.2f, 0.6f, 1, 0.6f, 0.4f, 0.6f, 0.5f, 1};
        new ColorChange(120, 1, 1).apply(rgba, 2);
        // By a third of a turn red becomes green; grey stays.
        assertThat(rgba[0]).isCloseTo(0.4f, within(1e-6f));
        assertThat(rgba[2]).isCloseTo(0.2f, within(1e-6f));
        assertThat(rgba[4]).isCloseTo(1f, within(1e-6f));
        assertThat(rgba[1]).isCloseTo(0.6f, within(1e-6f));
        assertThat(rgba[7]).isEqualTo(1);
    }

    @Test
    void mattingErrorsMoveTheOutlineByOnePixel() {
        float[] rgba = new float[4 * PLANE];
        for (int pixel = 0; pixel < PLANE; pixel++) {
            boolean inside = Math.abs(pixel / SIZE - 16) <= 4 && Math.abs(pixel % SIZE - 16) <= 4;
            rgba[3 * PLANE + pixel] = inside ? 1 : 0;
        }
        OrbitSample black =
                new OrbitSample("black", SIZE, rgba, Cameras.eightViews().select(0));
        for (int widening : new int[] {-1, 1}) {
            float[] condition = new ConditionFlaws(0, widening, 0, 1, 0).of(black);
            int dark = 0;
            int green = 0;
            for (int pixel = 0; pixel < PLANE; pixel++) {
                dark += condition[PLANE + pixel] < 0 ? 1 : 0;
                green += condition[PLANE + pixel] > 0 && condition[pixel] < 0 ? 1 : 0;
            }
            assertThat(dark).isEqualTo(widening < 0 ? 7 * 7 : 9 * 9);
            assertThat(green).isEqualTo(widening < 0 ? 0 : 11 * 11 - 9 * 9);
        }
    }

    @Test
    void jpegNoiseIsSmallAndGrowsAsQualityFalls() {
        OrbitSample sample = ShapeStream.sample(SHAPES, 1);
        float[] view = Arrays.copyOf(sample.onWhite(), 3 * PLANE);
        double good = meanDifference(new ConditionFlaws(95, 0, 1, 1, 1).of(sample), view);
        double bad = meanDifference(new ConditionFlaws(50, 0, 1, 1, 1).of(sample), view);
        assertThat(good).isBetween(1e-4, 0.05);
        assertThat(bad).isBetween(good, 0.2);
    }

    @Test
    void picturesOnDiskAreMirroredAndZoomedWithTheirCameras(@TempDir Path root) {
        DatasetWriter.open(root, 2 * SIZE, 2, DatasetJson.JSON.createObjectNode())
                .write(ShapeItems.of(SHAPES, 0, 1), 1, (done, total) -> {});
        FolderSettings plain = FolderSettings.of(root, 1, SIZE);
        for (double zoom : new double[] {1.17, 0.86}) {
            OrbitSample zoomed =
                    OrbitFolder.sample("a", root.resolve("shape_5_0"), SubOrbit.EVERY_OTHER.frames(0), SIZE, zoom);
            ShapeObject object = ShapeObject.of(5, 0);
            Cameras cameras = ShapeStream.orbit(SHAPES, 0).cameras(SubOrbit.EVERY_OTHER.frames(0));
            Intrinsics k = cameras.intrinsics(0);
            Intrinsics longer = new Intrinsics(zoom * k.fx(), zoom * k.fy(), k.cx(), k.cy());
            Cameras expected =
                    Cameras.of(List.of(cameras.cameraToWorld(0), cameras.cameraToWorld(3)), List.of(longer, longer));
            float[] drawn = rendered(object, expected, Lighting.DEFAULT).alphas();
            float[] alphas = zoomed.alphas();
            double sum = 0;
            for (int pixel = 0; pixel < PLANE; pixel++) {
                sum += Math.abs(alphas[pixel] - drawn[pixel])
                        + Math.abs(alphas[3 * PLANE + pixel] - drawn[PLANE + pixel]);
            }
            assertThat(sum / 2 / PLANE).isLessThan(0.02);
            assertThat(zoomed.cameras().intrinsics(5).fx()).isCloseTo(longer.fx(), within(1e-9));
        }
        FolderSettings mirror =
                new FolderSettings(plain.root(), plain.ids(), 1, SIZE, SubOrbit.EVERY_OTHER, only(0, 1));
        try (FolderStream one = FolderStream.open(plain, 0, 1, 1, AugmentationTest::fail);
                FolderStream other = FolderStream.open(mirror, 0, 1, 1, AugmentationTest::fail)) {
            OrbitSample sample = one.next();
            OrbitSample mirrored = other.next();
            for (int view = 0; view < 8; view++) {
                assertThat(mirrored.cameras().cameraToWorld(view))
                        .containsExactly(sample.cameras().cameraToWorld(view), within(1e-6));
                // The mirror image of the view from the right is the one from the left.
                float[] left = sample.image((8 - view) % 8).toPlanar();
                float[] right = mirrored.image(view).toPlanar();
                for (int pixel = 0; pixel < PLANE; pixel++) {
                    int swapped = pixel / SIZE * SIZE + SIZE - 1 - pixel % SIZE;
                    assertThat(right[pixel]).isEqualTo(left[swapped]);
                }
            }
        }
    }

    private static void fail(InputException skipped) {
        throw new AssertionError("left out", skipped);
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> only(0, 1.5)).hasMessageContaining("\"mirror\"");
        assertThatThrownBy(() -> only(3, 0.3)).hasMessageContaining("\"zoom\"");
        assertThatThrownBy(() -> only(7, Double.NaN)).hasMessageContaining("\"matting\"");
    }
}
