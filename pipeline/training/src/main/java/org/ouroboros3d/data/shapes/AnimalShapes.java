package org.ouroboros3d.data.shapes;

/** Animals with a face. */
final class AnimalShapes {
    private static final Material EYE = Material.shiny(Rgb.BLACK);
    private static final Material EYE_WHITE = Material.shiny(Rgb.WHITE);

    private AnimalShapes() {}

    private static void eyes(Assembly to, double x, double y, double z, double radius) {
        for (int side = -1; side <= 1; side += 2) {
            to.ball(EYE_WHITE, side * x, y, z, radius);
            to.ball(EYE, side * x * 1.05, y, z + 0.62 * radius, 0.62 * radius);
        }
    }

    private static Material coat(ShapeRandom random) {
        Rgb color = random.chance(0.6) ? Palette.earth(random) : Palette.any(random);
        Material plain = Material.plain(color);
        return switch (random.integer(0, 3)) {
            case 0 -> plain.patterned(Pattern.DOTS, random.chance(0.5) ? Rgb.BLACK : Rgb.WHITE, random.in(0.16, 0.26));
            case 1 -> plain.patterned(Pattern.STRIPES_Z, color.towards(Rgb.BLACK, 0.7), random.in(0.07, 0.14));
            default -> plain;
        };
    }

    static void quadruped(Assembly to, ShapeRandom random) {
        Material coat = coat(random);
        Material skin = Material.plain(coat.first().times(0.75));
        Material light = Material.plain(coat.first().towards(Rgb.WHITE, 0.45));
        double leg = random.in(0.25, 0.6);
        double length = random.in(0.38, 0.6);
        double girth = random.in(0.2, 0.32);
        double neck = random.in(0.05, 0.55);
        double head = random.in(0.17, 0.26);
        double body = leg + 0.8 * girth;
        to.ball(coat, 0, body, 0, girth, girth, length);
        for (int i = 0; i < 4; i++) {
            double x = (i & 1) == 0 ? -0.6 * girth : 0.6 * girth;
            double z = (i & 2) == 0 ? -0.6 * length : 0.6 * length;
            to.limb(coat, new double[] {x, 0.03, z}, new double[] {x, body, 0.9 * z}, 0.065, 0.1);
            to.ball(skin, x, 0.04, z + 0.03, 0.085, 0.05, 0.11);
        }
        double headY = body + 0.5 * girth + neck + 0.6 * head;
        double headZ = length + 0.3 * head + 0.25 * neck;
        to.limb(coat, new double[] {0, body, 0.7 * length}, new double[] {0, headY, headZ}, 0.75 * head, 0.6 * head);
        to.ball(coat, 0, headY, headZ, head, head, head);
        double snout = random.in(0.5, 1.1) * head;
        to.ball(light, 0, headY - 0.25 * head, headZ + 0.75 * head, 0.55 * head, 0.45 * head, snout);
        to.ball(EYE, 0, headY - 0.15 * head, headZ + 0.7 * head + snout, 0.16 * head);
        eyes(to, 0.42 * head, headY + 0.3 * head, headZ + 0.78 * head, 0.2 * head);
        ears(to, random, coat, light, head, headY, headZ);
        double tail = random.in(0.2, 0.5);
        to.rod(
                skin,
                new double[] {0, body + 0.3 * girth, -0.95 * length},
                new double[] {random.in(-0.1, 0.1), body + random.in(-0.2, 1) * tail, -length - 0.8 * tail},
                random.in(0.03, 0.06));
    }

    private static void ears(
            Assembly to, ShapeRandom random, Material coat, Material light, double head, double y, double z) {
        int kind = random.integer(0, 3);
        for (int side = -1; side <= 1; side += 2) {
            double x = side * 0.6 * head;
            switch (kind) {
                case 0 ->
                    to.limb(
                            coat,
                            new double[] {x, y + 0.5 * head, z},
                            new double[] {1.2 * x, y + 1.6 * head, z},
                            0.4 * head,
                            0);
                case 1 -> to.ball(light, 1.3 * x, y + 0.75 * head, z, 0.42 * head, 0.42 * head, 0.15 * head);
                case 2 -> to.ball(coat, 0.7 * x, y + 1.5 * head, z, 0.2 * head, 0.9 * head, 0.13 * head);
                default -> {
                    to.ball(coat, 1.65 * x, y + 0.1 * head, z, 0.15 * head, 0.6 * head, 0.35 * head);
                    to.limb(
                            light,
                            new double[] {0.7 * x, y + 0.8 * head, z},
                            new double[] {1.3 * x, y + 1.5 * head, z + 0.2 * head},
                            0.16 * head,
                            0);
                }
            }
        }
    }

    static void bird(Assembly to, ShapeRandom random) {
        Material coat = coat(random);
        Material wing = Material.plain(Palette.any(random));
        Material belly = Material.plain(coat.first().towards(Rgb.WHITE, 0.7));
        Material beak = Material.shiny(new Rgb(0.95, random.in(0.45, 0.75), 0.12));
        double fat = random.in(0.26, 0.38);
        double tall = random.in(0.32, 0.52);
        double head = random.in(0.2, 0.28);
        double body = 0.25 + tall;
        to.ball(coat, 0, body, 0, fat, tall, fat * 1.1);
        to.ball(belly, 0, body - 0.06, 0.16 * fat, 0.82 * fat, 0.82 * tall, fat);
        double y = body + tall + 0.45 * head;
        to.ball(coat, 0, y, 0.08, head);
        double bill = random.in(0.12, 0.4);
        to.limb(
                beak,
                new double[] {0, y - 0.03, 0.08 + 0.8 * head},
                new double[] {0, y - 0.08, 0.08 + head + bill},
                0.3 * head,
                0.02);
        eyes(to, 0.45 * head, y + 0.25 * head, 0.08 + 0.78 * head, 0.18 * head);
        double spread = random.in(8, 70);
        for (int side = -1; side <= 1; side += 2) {
            double angle = StrictMath.toRadians(spread);
            double reach = 0.36;
            to.add(
                    Sphere.UNIT,
                    wing,
                    new double[] {
                        side * (0.85 * fat + reach * StrictMath.sin(angle) * 0.8),
                        body + 0.3 * tall - reach * StrictMath.cos(angle) * 0.8,
                        -0.03
                    },
                    Rotations.ofDegrees(0, 0, side * spread),
                    new double[] {0.06, reach, 0.22});
            to.limb(beak, new double[] {side * 0.13, 0.02, 0.05}, new double[] {side * 0.13, 0.35, 0}, 0.035, 0.035);
            to.ball(beak, side * 0.13, 0.03, 0.12, 0.08, 0.03, 0.14);
        }
        to.add(
                Polytope.BOX,
                wing,
                new double[] {0, body - 0.45 * tall, -1.25 * fat},
                Rotations.ofDegrees(-35, 0, 0),
                new double[] {0.13, 0.03, 0.24});
        if (random.chance(0.4)) {
            for (int i = 0; i < 3; i++) {
                to.ball(wing, 0, y + head, 0.14 - 0.12 * i, 0.04, 0.11 + 0.02 * i, 0.06);
            }
        }
    }

    static void fish(Assembly to, ShapeRandom random) {
        Material scales = random.chance(0.7)
                ? Material.shiny(Palette.vivid(random))
                        .patterned(
                                random.one(Pattern.STRIPES_Z, Pattern.DOTS), Palette.any(random), random.in(0.1, 0.22))
                : Material.shiny(Palette.vivid(random));
        Material fin = Material.plain(Palette.vivid(random));
        double tall = random.in(0.26, 0.5);
        double thick = random.in(0.15, 0.3);
        double length = random.in(0.55, 0.8);
        to.ball(scales, 0, 0, 0, thick, tall, length);
        to.add(
                Polytope.WEDGE,
                fin,
                new double[] {0, 0.16, -length - 0.08},
                Rotations.ofDegrees(20, 0, 0),
                new double[] {0.025, 0.25, 0.22});
        to.add(
                Polytope.WEDGE,
                fin,
                new double[] {0, -0.16, -length - 0.08},
                Rotations.ofDegrees(-20, 0, 180),
                new double[] {0.025, 0.25, 0.22});
        to.add(Polytope.WEDGE, fin, 0, tall + 0.03, -0.1 * length, 0.02, random.in(0.15, 0.3), 0.4 * length);
        for (int side = -1; side <= 1; side += 2) {
            to.add(
                    Sphere.UNIT,
                    fin,
                    new double[] {side * (thick + 0.1), -0.12, 0.1},
                    Rotations.ofDegrees(0, side * -40, side * 25),
                    new double[] {0.17, 0.02, 0.1});
            to.ball(EYE_WHITE, side * 0.72 * thick, 0.2 * tall, 0.64 * length, 0.085);
            to.ball(EYE, side * (0.72 * thick + 0.05), 0.2 * tall, 0.64 * length + 0.03, 0.055);
        }
        to.add(
                new Torus(0.4),
                Material.shiny(new Rgb(0.9, 0.4, 0.4)),
                new double[] {0, -0.05, 0.97 * length},
                Rotations.ofDegrees(90, 0, 0),
                new double[] {0.08, 0.08, 0.08});
    }
}
