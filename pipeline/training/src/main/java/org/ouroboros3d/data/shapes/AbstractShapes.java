package org.ouroboros3d.data.shapes;

/** Solids put together freely. */
final class AbstractShapes {
    private AbstractShapes() {}

    private static Solid solid(ShapeRandom random) {
        return switch (random.integer(0, 9)) {
            case 0 -> Sphere.UNIT;
            case 1 -> Frustum.CYLINDER;
            case 2 -> Frustum.CONE;
            case 3 -> new Frustum(random.in(0.3, 0.8), false);
            case 4 -> new Torus(random.in(0.2, 0.45));
            case 5 -> Polytope.PYRAMID;
            case 6 -> Polytope.WEDGE;
            case 7 -> Polytope.OCTAHEDRON;
            case 8 -> new RoundedBox(1, 1, 1, random.in(0.15, 0.5));
            default -> Polytope.BOX;
        };
    }

    static void composition(Assembly to, ShapeRandom random) {
        int count = random.integer(3, 8);
        for (int i = 0; i < count; i++) {
            double size = random.in(0.16, 0.42);
            Solid solid = solid(random);
            boolean even = solid instanceof RoundedBox || solid instanceof Torus;
            double[] stretch = even
                    ? new double[] {size, size, size}
                    : new double[] {size * random.in(0.5, 1.3), size * random.in(0.5, 1.6), size * random.in(0.5, 1.3)};
            to.add(
                    solid,
                    Palette.material(random, random.in(0.1, 0.25)),
                    new double[] {random.in(-0.34, 0.34), random.in(-0.34, 0.34), random.in(-0.34, 0.34)},
                    Rotations.ofDegrees(random.in(-180, 180), random.in(-180, 180), random.in(-180, 180)),
                    stretch);
        }
    }

    static void stack(Assembly to, ShapeRandom random) {
        int count = random.integer(3, 6);
        double y = 0;
        double drift = 0;
        for (int i = 0; i < count; i++) {
            double wide = random.in(0.2, 0.45);
            double half = random.in(0.1, 0.24);
            Material material = Palette.material(random, random.in(0.1, 0.22));
            double x = drift + random.in(-0.12, 0.12);
            double z = random.in(-0.12, 0.12);
            double[] turn = Rotations.ofDegrees(0, random.in(-180, 180), 0);
            Solid solid = random.one(
                    Polytope.BOX,
                    Frustum.CYLINDER,
                    new Frustum(random.in(0.4, 0.9), false),
                    Polytope.WEDGE,
                    Sphere.UNIT);
            to.add(solid, material, new double[] {x, y + half, z}, turn, new double[] {
                wide, half, random.in(0.7, 1) * wide
            });
            to.ball(Material.shiny(Palette.vivid(random)), x, y + half, z + wide, random.in(0.04, 0.09));
            y += 2 * half - 0.01;
            drift = 0.5 * x;
        }
        to.add(
                random.one(Frustum.CONE, Sphere.UNIT, Polytope.PYRAMID, Polytope.OCTAHEDRON),
                Palette.material(random, 0.12),
                drift,
                y + 0.18,
                0,
                0.2,
                0.2,
                0.2);
    }
}
