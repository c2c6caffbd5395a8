package org.ouroboros3d.data.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.data.render.RenderedOrbit;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;

class ShapeObjectTest {
    private static final int SIZE = 32;
    private static final int PLANE = SIZE * SIZE;
    private static final Cameras FRONT_AND_BACK = Cameras.orbit(
            -10, new double[] {0, 180}, Cameras.EIGHT_VIEW_RADIUS, Intrinsics.ofFieldOfView(Cameras.EIGHT_VIEW_FOV));

    private static RenderedOrbit render(long seed, long index) {
        return OrbitRenderer.render(ShapeObject.of(seed, index), FRONT_AND_BACK, SIZE);
    }

    @Test
    void objectsAreTheSameOnEveryMachine() {
        CRC32 crc = new CRC32();
        for (int i = 0; i < 64; i++) {
            crc.update(render(0, i).rgba());
        }
        assertThat(crc.getValue()).isEqualTo(3200706488L);
    }

    @Test
    void neighboursAndSeedsDiffer() {
        Set<Long> pictures = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            for (int seed = 0; seed < 2; seed++) {
                CRC32 crc = new CRC32();
                crc.update(render(seed, i).rgba());
                pictures.add(crc.getValue());
            }
        }
        assertThat(pictures).hasSize(400);
    }

    @Test
    void everyFamilyTurnsUp() {
        Set<String> families = new HashSet<>();
        for (int i = 0; i < 400; i++) {
            families.add(ShapeObject.of(1, i).family());
        }
        assertThat(families).hasSize(ShapeFamily.values().length);
    }

    @Test
    void silhouettesFillTheFrameAndStayInside() {
        for (int i = 0; i < 300; i++) {
            RenderedOrbit rendered = render(2, i);
            for (int view = 0; view < 2; view++) {
                int seen = 0;
                for (int p = 0; p < PLANE; p++) {
                    int alpha = rendered.rgba()[(4 * view + 3) * PLANE + p] & 0xff;
                    seen += alpha >= 128 ? 1 : 0;
                    int row = p / SIZE;
                    int column = p % SIZE;
                    boolean border = row == 0 || column == 0 || row == SIZE - 1 || column == SIZE - 1;
                    assertThat(border && alpha > 0)
                            .as("object %d, view %d, pixel %d, %d", i, view, row, column)
                            .isFalse();
                }
                assertThat(seen).as("object %d, view %d", i, view).isBetween(PLANE / 60, PLANE * 3 / 4);
            }
        }
    }

    @Test
    void colourIsBlackWhereNothingIsAndDepthAgreesWithAlpha() {
        RenderedOrbit rendered = render(0, 0);
        for (int view = 0; view < 2; view++) {
            for (int p = 0; p < PLANE; p++) {
                boolean seen = rendered.rgba()[(4 * view + 3) * PLANE + p] != 0;
                float depth = rendered.depth()[view * PLANE + p];
                if (seen) {
                    assertThat(depth).isBetween(1.2f, 2.3f);
                } else {
                    assertThat(depth).isZero();
                    assertThat(rendered.rgba()[4 * view * PLANE + p]).isZero();
                }
            }
        }
    }

    @Test
    void frontAndBackDiffer() {
        for (int i = 0; i < 100; i++) {
            RenderedOrbit rendered = render(3, i);
            int different = 0;
            int seen = 0;
            for (int p = 0; p < PLANE; p++) {
                // What is behind a pixel is at the mirrored column.
                int behind = p / SIZE * SIZE + SIZE - 1 - p % SIZE;
                seen += rendered.rgba()[3 * PLANE + p] != 0 ? 1 : 0;
                for (int c = 0; c < 3; c++) {
                    int one = rendered.rgba()[c * PLANE + p] & 0xff;
                    int other = rendered.rgba()[(4 + c) * PLANE + behind] & 0xff;
                    different += Math.abs(one - other) > 24 ? 1 : 0;
                }
            }
            assertThat(different).as("object %d", i).isGreaterThan(3 * seen / 10);
        }
    }

    @Test
    void texturesChangeTheirShareOfThePartsAndNothingElse() {
        ShapeObject plain = ShapeObject.of(0, 4);
        RenderedOrbit before = OrbitRenderer.render(plain, FRONT_AND_BACK, SIZE);
        RenderedOrbit none = OrbitRenderer.render(plain.textured(0, new ShapeRandom(1, 1)), FRONT_AND_BACK, SIZE);
        RenderedOrbit all = OrbitRenderer.render(plain.textured(1, new ShapeRandom(1, 1)), FRONT_AND_BACK, SIZE);
        assertThat(none.rgba()).isEqualTo(before.rgba());
        assertThat(all.rgba()).isNotEqualTo(before.rgba());
        assertThat(all.depth()).isEqualTo(before.depth());
    }

    @Test
    void noiseIsContinuousAndFillsItsRange() {
        double low = 1;
        double high = 0;
        for (int i = 0; i < 20_000; i++) {
            double x = 0.013 * i - 100;
            double value = ValueNoise.at(x, 0.7 * x, 3 - x);
            assertThat(ValueNoise.at(x + 1e-4, 0.7 * x, 3 - x)).isCloseTo(value, within(1e-3));
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        assertThat(low).isBetween(0.0, 0.05);
        assertThat(high).isBetween(0.95, 1.0);
    }

    @Test
    void negativeIndexIsRefused() {
        assertThatThrownBy(() -> ShapeObject.of(0, -1)).hasMessageContaining("-1");
    }
}
