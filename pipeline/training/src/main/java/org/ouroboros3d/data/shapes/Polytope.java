package org.ouroboros3d.data.shapes;

import java.util.List;
import java.util.stream.IntStream;

/** A convex body bounded by planes {@code n · x <= offset}. */
final class Polytope implements Solid {
    /** The cube [-1, 1]; stretched, every box. */
    static final Polytope BOX = symmetric(List.of(
            new double[] {1, 0, 0, 1},
            new double[] {-1, 0, 0, 1},
            new double[] {0, 1, 0, 1},
            new double[] {0, -1, 0, 1},
            new double[] {0, 0, 1, 1},
            new double[] {0, 0, -1, 1}));

    /** A gable roof in the cube [-1, 1]: its ridge runs along z at y = 1. */
    static final Polytope PRISM = new Polytope(
            List.of(
                    new double[] {2, 1, 0, 1},
                    new double[] {-2, 1, 0, 1},
                    new double[] {0, -1, 0, 1},
                    new double[] {0, 0, 1, 1},
                    new double[] {0, 0, -1, 1}),
            new double[][] {{-1, -1, -1}, {1, -1, -1}, {0, 1, -1}, {-1, -1, 1}, {1, -1, 1}, {0, 1, 1}});

    /** A ramp in the cube [-1, 1]: full height at z = -1, none at z = 1. */
    static final Polytope WEDGE = new Polytope(
            List.of(
                    new double[] {0, 1, 1, 0},
                    new double[] {0, -1, 0, 1},
                    new double[] {0, 0, -1, 1},
                    new double[] {1, 0, 0, 1},
                    new double[] {-1, 0, 0, 1}),
            new double[][] {{-1, -1, -1}, {1, -1, -1}, {-1, 1, -1}, {1, 1, -1}, {-1, -1, 1}, {1, -1, 1}});

    /** A pyramid on the square [-1, 1] at y = -1 with its top at y = 1. */
    static final Polytope PYRAMID = new Polytope(
            List.of(
                    new double[] {2, 1, 0, 1},
                    new double[] {-2, 1, 0, 1},
                    new double[] {0, 1, 2, 1},
                    new double[] {0, 1, -2, 1},
                    new double[] {0, -1, 0, 1}),
            new double[][] {{-1, -1, -1}, {1, -1, -1}, {-1, -1, 1}, {1, -1, 1}, {0, 1, 0}});

    /** The octahedron with corners at distance 1 on the axes. */
    static final Polytope OCTAHEDRON = octahedron();

    private final double[] planes;
    private final double[][] vertices;

    private Polytope(List<double[]> planes, double[][] vertices) {
        this.planes = new double[4 * planes.size()];
        for (int i = 0; i < planes.size(); i++) {
            System.arraycopy(planes.get(i), 0, this.planes, 4 * i, 4);
        }
        this.vertices = vertices;
    }

    private static Polytope symmetric(List<double[]> planes) {
        return new Polytope(planes, Outlines.corners(1, 1, 1));
    }

    private static Polytope octahedron() {
        List<double[]> planes = IntStream.range(0, 8)
                .mapToObj(i -> new double[] {(i & 1) * 2 - 1, (i & 2) - 1, (i >> 2) * 2 - 1, 1})
                .toList();
        return new Polytope(
                planes, new double[][] {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}});
    }

    @Override
    public double intersect(double ox, double oy, double oz, double dx, double dy, double dz) {
        double enter = 0;
        double leave = MISS;
        for (int i = 0; i < planes.length; i += 4) {
            double along = planes[i] * dx + planes[i + 1] * dy + planes[i + 2] * dz;
            double above = planes[i] * ox + planes[i + 1] * oy + planes[i + 2] * oz - planes[i + 3];
            if (along < 0) {
                enter = Math.max(enter, -above / along);
            } else if (along > 0) {
                leave = Math.min(leave, -above / along);
            } else if (above > 0) {
                return MISS;
            }
            if (enter > leave) {
                return MISS;
            }
        }
        return enter > 0 ? enter : MISS;
    }

    @Override
    public void normal(double x, double y, double z, double[] normal) {
        double nearest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < planes.length; i += 4) {
            double above = planes[i] * x + planes[i + 1] * y + planes[i + 2] * z - planes[i + 3];
            if (above > nearest) {
                nearest = above;
                System.arraycopy(planes, i, normal, 0, 3);
            }
        }
    }

    @Override
    public double[] extent() {
        return new double[] {1, 1, 1};
    }

    @Override
    public double[][] outline() {
        return vertices;
    }
}
