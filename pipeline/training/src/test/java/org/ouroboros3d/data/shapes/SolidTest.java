package org.ouroboros3d.data.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SolidTest {
    static List<Solid> solids() {
        return List.of(
                Sphere.UNIT,
                Polytope.BOX,
                Polytope.PRISM,
                Polytope.WEDGE,
                Polytope.PYRAMID,
                Polytope.OCTAHEDRON,
                Frustum.CYLINDER,
                Frustum.CONE,
                new Frustum(0.4, false),
                new Frustum(1.5, false),
                new Frustum(0.6, true),
                new Capsule(0.7),
                new Torus(0.3),
                new RoundedBox(0.5, 0.3, 0.4, 0.1));
    }

    /** What the rays from far away towards points near the origin meet: {@code [ray][ox, oy, oz, dx, dy, dz, t]}. */
    private static double[][] hits(Solid solid, ShapeRandom random) {
        double[][] rays = new double[2000][];
        for (int i = 0; i < rays.length; i++) {
            double[] o = {random.in(-4, 4), random.in(-4, 4), random.in(-4, 4)};
            o[random.integer(0, 2)] = random.chance(0.5) ? -5 : 5;
            double[] d = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                d[axis] = (random.in(-1.2, 1.2) - o[axis]) * 0.7;
            }
            rays[i] = new double[] {
                o[0], o[1], o[2], d[0], d[1], d[2], solid.intersect(o[0], o[1], o[2], d[0], d[1], d[2])
            };
        }
        return rays;
    }

    @ParameterizedTest
    @MethodSource("solids")
    void hitsLieInTheExtentOnASideThatFacesTheRay(Solid solid) {
        double[] normal = new double[3];
        double[] half = solid.extent();
        int met = 0;
        for (double[] ray : hits(solid, new ShapeRandom(1, 0))) {
            double t = ray[6];
            if (t == Solid.MISS) {
                continue;
            }
            met++;
            double[] point = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                point[axis] = ray[axis] + t * ray[3 + axis];
                assertThat(Math.abs(point[axis])).isLessThan(half[axis] + 1e-3);
            }
            solid.normal(point[0], point[1], point[2], normal);
            double length = Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
            double facing = (normal[0] * ray[3] + normal[1] * ray[4] + normal[2] * ray[5]) / length;
            boolean hollow = solid instanceof Frustum frustum && frustum.open();
            assertThat(facing < 0.05 || hollow).isTrue();
        }
        assertThat(met).isBetween(50, 1950);
    }

    @ParameterizedTest
    @MethodSource("solids")
    void whatARayMeetsDoesNotDependOnItsDirectionsLength(Solid solid) {
        for (double[] ray : hits(solid, new ShapeRandom(2, 0))) {
            double t = solid.intersect(ray[0], ray[1], ray[2], 2 * ray[3], 2 * ray[4], 2 * ray[5]);
            if (ray[6] == Solid.MISS) {
                assertThat(t).isEqualTo(Solid.MISS);
            } else {
                assertThat(2 * t).isCloseTo(ray[6], within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("solids")
    void outlineLiesOnTheSurface(Solid solid) {
        double[] half = solid.extent();
        double farthest = 0;
        for (double[] point : solid.outline()) {
            for (int axis = 0; axis < 3; axis++) {
                assertThat(Math.abs(point[axis])).isLessThan(half[axis] + 1e-3);
                farthest = Math.max(farthest, Math.abs(point[axis]) / half[axis]);
            }
        }
        assertThat(farthest).isGreaterThan(0.85);
    }
}
