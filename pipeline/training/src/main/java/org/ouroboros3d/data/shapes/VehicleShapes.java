package org.ouroboros3d.data.shapes;

/** Cars, trucks, aircraft and boats. */
final class VehicleShapes {
    private static final Material TYRE = Material.plain(new Rgb(0.16, 0.16, 0.17));
    private static final Material RIM = Material.shiny(Rgb.STEEL);
    private static final Material WINDOW =
            new Material(new Rgb(0.35, 0.5, 0.62), new Rgb(0.35, 0.5, 0.62), Pattern.PLAIN, 1, 0.8);
    private static final Material HEADLIGHT = Material.shiny(new Rgb(1, 0.93, 0.62));
    private static final Material TAILLIGHT = Material.shiny(new Rgb(0.85, 0.12, 0.1));

    private VehicleShapes() {}

    private static void axle(Assembly to, double halfWidth, double z, double radius, double width) {
        for (int side = -1; side <= 1; side += 2) {
            to.wheel(TYRE, side * halfWidth, radius, z, radius, width);
            to.wheel(RIM, side * (halfWidth + 0.01), radius, z, 0.55 * radius, width + 0.02);
        }
    }

    private static void lights(Assembly to, double halfWidth, double y, double front, double back, double radius) {
        for (int side = -1; side <= 1; side += 2) {
            to.ball(HEADLIGHT, side * 0.68 * halfWidth, y, front, radius, radius, 0.6 * radius);
            to.box(TAILLIGHT, side * 0.72 * halfWidth, y, back, 1.3 * radius, 0.7 * radius, 0.03);
        }
    }

    static void car(Assembly to, ShapeRandom random) {
        double half = random.in(0.42, 0.52);
        double length = random.in(0.85, 1.15);
        double wheel = random.in(0.19, 0.27);
        double body = random.in(0.16, 0.24);
        double cabin = random.in(0.17, 0.28);
        double base = wheel * 0.8;
        Rgb color = Palette.vivid(random);
        Material paint = Material.shiny(color);
        Material second = random.chance(0.4) ? Material.shiny(Palette.any(random)) : paint;
        double middle = base + body;
        to.soft(paint, 0, middle, 0, half, body, length, 0.1);
        double cabinLength = length * random.in(0.42, 0.62);
        double cabinZ = -length * random.in(0.02, 0.3);
        double roof = middle + body + cabin;
        to.soft(WINDOW, 0, roof - 0.02, cabinZ, 0.88 * half, cabin, cabinLength, 0.1);
        to.soft(second, 0, roof + cabin - 0.04, cabinZ, 0.9 * half, 0.06, 0.9 * cabinLength, 0.05);
        to.box(second, 0, roof, cabinZ, 0.9 * half, cabin, 0.04);
        if (random.chance(0.4)) {
            double stripe = 0.16 * half;
            to.box(Material.shiny(Rgb.WHITE), 0, middle + 0.01, 0, stripe, body, length + 0.01);
        }
        if (random.chance(0.35)) {
            to.box(second, 0, middle + body + 0.16, -0.92 * length, 0.9 * half, 0.03, 0.1);
            to.box(second, 0, middle + body + 0.08, -0.92 * length, 0.08, 0.08, 0.05);
        }
        if (random.chance(0.25)) {
            to.box(TAILLIGHT, -0.15, roof + cabin + 0.06, cabinZ, 0.13, 0.05, 0.08);
            to.box(Material.shiny(new Rgb(0.15, 0.3, 0.9)), 0.15, roof + cabin + 0.06, cabinZ, 0.13, 0.05, 0.08);
        }
        to.box(Material.plain(Rgb.BLACK), 0, middle - 0.02, length, 0.4 * half, 0.35 * body, 0.02);
        lights(to, half, middle + 0.25 * body, length, -length, 0.085);
        axle(to, half, 0.58 * length, wheel, 0.16);
        axle(to, half, -0.58 * length, wheel, 0.16);
    }

    static void truck(Assembly to, ShapeRandom random) {
        double half = random.in(0.42, 0.5);
        double wheel = random.in(0.18, 0.24);
        double load = random.in(0.5, 0.9);
        double height = random.in(0.35, 0.55);
        double base = 1.5 * wheel;
        Material cab = Material.shiny(Palette.vivid(random));
        to.box(Material.plain(Rgb.BLACK), 0, base, 0, 0.8 * half, 0.06, load + 0.4);
        double front = load + 0.4;
        to.soft(cab, 0, base + 0.36, front, half, 0.36, 0.34, 0.08);
        to.box(WINDOW, 0, base + 0.5, front + 0.33, 0.85 * half, 0.15, 0.02);
        to.box(WINDOW, 0, base + 0.5, front + 0.08, half + 0.01, 0.14, 0.16);
        double centre = -0.35;
        int kind = random.integer(0, 2);
        if (kind == 0) {
            Material box = Palette.material(random, 0.3);
            to.box(box, 0, base + height + 0.06, centre, half + 0.02, height, load);
        } else if (kind == 1) {
            Material tank = Palette.material(random, 0.35);
            double radius = 0.9 * Math.min(half, height + 0.1);
            to.rod(
                    tank,
                    new double[] {0, base + radius + 0.06, centre - load + radius},
                    new double[] {0, base + radius + 0.06, centre + load - radius},
                    radius);
        } else {
            Material wall = Material.plain(Palette.any(random));
            to.box(wall, 0, base + 0.1, centre, half, 0.05, load);
            to.box(wall, -half, base + 0.24, centre, 0.04, 0.18, load);
            to.box(wall, half, base + 0.24, centre, 0.04, 0.18, load);
            to.box(wall, 0, base + 0.24, centre - load, half, 0.18, 0.04);
            for (int i = 0; i < 4; i++) {
                double radius = random.in(0.16, 0.28);
                to.ball(
                        Material.plain(Palette.earth(random)),
                        random.in(-0.15, 0.15),
                        base + 0.25,
                        centre + load * (i - 1.5) / 2.3,
                        radius);
            }
        }
        lights(to, half, base + 0.14, front + 0.33, centre - load - 0.02, 0.07);
        axle(to, half, front - 0.02, wheel, 0.15);
        axle(to, half, centre - 0.55 * load, wheel, 0.15);
        axle(to, half, centre - 0.55 * load + 2.2 * wheel, wheel, 0.15);
    }

    static void aircraft(Assembly to, ShapeRandom random) {
        Material body = Material.shiny(random.chance(0.4) ? Rgb.WHITE : Palette.vivid(random));
        Material trim = Material.shiny(Palette.vivid(random));
        double radius = random.in(0.13, 0.2);
        double span = random.in(0.75, 1.1);
        double sweep = random.in(-0.05, 0.45);
        double high = random.chance(0.5) ? 0.4 * radius : -0.4 * radius;
        to.ball(
                body.patterned(Pattern.FRONT, body.first().towards(trim.first(), 0.85), 1),
                0,
                0,
                0.5,
                radius,
                radius,
                0.5);
        to.limb(body, new double[] {0, 0, 0.5}, new double[] {0, 0.05, -0.95}, radius, 0.05);
        to.ball(WINDOW, 0, 0.75 * radius, 0.55, 0.6 * radius, 0.5 * radius, 0.22);
        for (int side = -1; side <= 1; side += 2) {
            to.add(
                    Polytope.BOX,
                    trim,
                    new double[] {side * span / 2, high, 0.15 - sweep / 2},
                    Rotations.ofDegrees(0, side * sweep * 50, side * random.in(0, 4)),
                    new double[] {span / 2, 0.025, 0.17});
            to.box(trim, side * 0.2, 0.06, -0.9, 0.2, 0.02, 0.1);
            double place = side * span * 0.45;
            to.limb(
                    RIM,
                    new double[] {place, high - 0.1, 0.3 - sweep / 3},
                    new double[] {place, high - 0.1, -0.02 - sweep / 3},
                    0.07,
                    0.05);
        }
        to.add(Polytope.WEDGE, trim, new double[] {0, 0.24, -0.85}, Rotations.ofDegrees(0, 0, 0), new double[] {
            0.025, 0.2, 0.14
        });
        if (random.chance(0.5)) {
            to.box(Material.plain(Rgb.BLACK), 0, 0, 1.02, 0.32, 0.03, 0.015);
            to.ball(trim, 0, 0, 1.0, 0.06);
        }
    }

    static void boat(Assembly to, ShapeRandom random) {
        Material hull = Material.shiny(Palette.vivid(random)).patterned(Pattern.UPPER, Rgb.WHITE, 1);
        Material deck = Material.plain(Rgb.WOOD);
        double half = random.in(0.26, 0.36);
        to.add(Polytope.WEDGE, hull, new double[] {0, 0, 0.75}, Rotations.ofDegrees(-180, 0, 180), new double[] {
            half, 0.2, 0.001 + 0.3
        });
        to.box(hull, 0, 0, -0.2, half, 0.2, 0.65);
        to.add(Polytope.WEDGE, hull, new double[] {0, 0, 0.75}, Rotations.ofDegrees(180, 0, 0), new double[] {
            half, 0.2, 0.3
        });
        to.box(deck, 0, 0.2, -0.1, 0.9 * half, 0.015, 0.7);
        if (random.chance(0.55)) {
            double mast = random.in(1.0, 1.5);
            Material sail = Palette.material(random, 0.25);
            to.post(deck, 0, 0.2, 0.05, mast, 0.035, 0.02);
            to.add(
                    Polytope.WEDGE,
                    sail,
                    new double[] {0, 0.3 + mast * 0.45, -0.4},
                    Rotations.ofDegrees(0, 180, 0),
                    new double[] {0.012, mast * 0.42, 0.4});
            to.add(
                    Polytope.WEDGE,
                    Material.plain(Rgb.WHITE),
                    new double[] {0, 0.3 + mast * 0.35, 0.45},
                    Rotations.ofDegrees(0, 0, 0),
                    new double[] {0.012, mast * 0.32, 0.34});
            to.box(Material.plain(Palette.vivid(random)), 0, 0.2 + mast - 0.03, 0.14, 0.012, 0.06, 0.1);
        } else {
            Material house = Material.plain(Rgb.WHITE);
            to.box(house, 0, 0.38, -0.25, 0.6 * half, 0.18, 0.4);
            to.box(WINDOW, 0, 0.44, -0.25, 0.61 * half, 0.06, 0.3);
            to.box(WINDOW, 0, 0.44, 0.15, 0.45 * half, 0.07, 0.01);
            to.box(house, 0, 0.62, -0.1, 0.42 * half, 0.1, 0.18);
            double z = -0.4;
            Material funnel = Material.plain(Palette.vivid(random)).patterned(Pattern.STRIPES_Y, Rgb.WHITE, 0.12);
            for (int i = 0; i < random.integer(1, 2); i++) {
                to.post(funnel, 0, 0.5, z + 0.3 * i - 0.05, 0.45, 0.09, 0.08);
            }
        }
    }
}
