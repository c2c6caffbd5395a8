package org.ouroboros3d.data.shapes;

/** Houses and towers. */
final class BuildingShapes {
    private static final Material WINDOW =
            new Material(Rgb.GLASS.times(0.75), Rgb.GLASS.times(0.75), Pattern.PLAIN, 1, 0.6);

    private BuildingShapes() {}

    private static void window(Assembly to, double x, double y, double z, boolean side, double width, double height) {
        Material frame = Material.plain(Rgb.WHITE);
        double thin = 0.012;
        if (side) {
            to.box(frame, x, y, z, thin, height + 0.025, width + 0.025);
            to.box(WINDOW, x + Math.signum(x) * 0.006, y, z, thin, height, width);
        } else {
            to.box(frame, x, y, z, width + 0.025, height + 0.025, thin);
            to.box(WINDOW, x, y, z + Math.signum(z) * 0.006, width, height, thin);
        }
    }

    static void house(Assembly to, ShapeRandom random) {
        double width = random.in(0.45, 0.7);
        double depth = random.in(0.38, 0.6);
        double height = random.in(0.28, 0.42);
        int floors = random.integer(1, 2);
        double eaves = 2 * height * floors;
        Rgb color = random.chance(0.6) ? Palette.soft(random) : Palette.any(random);
        Material wall = Material.plain(color);
        if (random.chance(0.4)) {
            wall = Material.plain(new Rgb(0.66, 0.33, 0.25)).patterned(Pattern.BRICKS, Rgb.WHITE, 0.14);
        }
        to.box(wall, 0, eaves / 2, 0, width, eaves / 2, depth);
        Material roof = Material.plain(Palette.any(random));
        if (random.chance(0.5)) {
            roof = roof.patterned(Pattern.STRIPES_Y, roof.first().times(0.75), 0.06);
        }
        double pitch = random.in(0.2, 0.42);
        if (random.chance(0.65)) {
            boolean along = random.chance(0.5);
            to.add(
                    Polytope.PRISM,
                    roof,
                    new double[] {0, eaves + pitch, 0},
                    Rotations.ofDegrees(0, along ? 90 : 0, 0),
                    along
                            ? new double[] {depth + 0.09, pitch, width + 0.08}
                            : new double[] {width + 0.09, pitch, depth + 0.08});
        } else {
            to.add(Polytope.PYRAMID, roof, 0, eaves + pitch, 0, width + 0.09, pitch, depth + 0.09);
        }
        Material brick = Material.plain(new Rgb(0.6, 0.3, 0.24));
        to.box(brick, random.in(0.4, 0.7) * width, eaves + 1.2 * pitch, -0.3 * depth, 0.07, 0.75 * pitch, 0.07);
        Material door = Material.plain(Palette.vivid(random));
        double doorX = width * random.in(-0.4, 0.4);
        to.box(door, doorX, 0.75 * height, depth, 0.11, 0.75 * height, 0.02);
        to.ball(Material.shiny(Rgb.STEEL), doorX + 0.07, 0.7 * height, depth + 0.03, 0.02);
        to.box(Material.plain(Rgb.STEEL), doorX, 0.03, depth + 0.1, 0.17, 0.03, 0.1);
        for (int floor = 0; floor < floors; floor++) {
            double y = 2 * height * floor + 1.15 * height;
            for (int i = -1; i <= 1; i++) {
                double x = i * 0.64 * width;
                if (floor > 0 || Math.abs(x - doorX) > 0.26) {
                    window(to, x, y, depth, false, 0.1, 0.4 * height);
                }
            }
            window(to, width, y, 0.4 * depth, true, 0.1, 0.4 * height);
            window(to, -width, y, -0.3 * depth, true, 0.16, 0.4 * height);
            if (floor > 0) {
                window(to, 0.3 * width, y, -depth, false, 0.12, 0.35 * height);
            }
        }
        to.box(Material.plain(Palette.leaf(random)), 0, -0.03, 0, width + 0.25, 0.03, depth + 0.25);
        if (random.chance(0.5)) {
            double x = -(width + 0.12);
            to.ball(Material.plain(Palette.leaf(random)), x, 0.13, depth + 0.05, 0.13);
        }
    }

    static void tower(Assembly to, ShapeRandom random) {
        double radius = random.in(0.24, 0.36);
        double height = random.in(0.9, 1.5);
        boolean round = random.chance(0.5);
        Material wall = Palette.material(random, 0.2);
        if (random.chance(0.4)) {
            Rgb stone = new Rgb(0.7, 0.67, 0.62);
            wall = Material.plain(stone).patterned(Pattern.BRICKS, stone.times(0.75), 0.16);
        }
        double shrink = random.in(0.7, 1);
        if (round) {
            to.post(wall, 0, 0, 0, height, radius, shrink * radius);
        } else {
            shrink = 1;
            to.box(wall, 0, height / 2, 0, radius, height / 2, radius);
        }
        double top = shrink * radius;
        Material trim = Material.plain(Palette.any(random));
        to.post(trim, 0, height - 0.03, 0, 0.09, 1.5 * top, 1.5 * top);
        if (random.chance(0.5)) {
            to.post(trim, 0, height + 0.06, 0, random.in(0.35, 0.7), 1.35 * top, 0);
        } else {
            for (int i = 0; i < 8; i++) {
                double angle = i * StrictMath.PI / 4;
                to.box(
                        wall,
                        1.3 * top * StrictMath.sin(angle),
                        height + 0.12,
                        1.3 * top * StrictMath.cos(angle),
                        0.07,
                        0.08,
                        0.07);
            }
            to.post(Material.plain(Rgb.WOOD), 0, height, 0, 0.5, 0.02, 0.02);
            to.box(Material.plain(Palette.vivid(random)), 0.13, height + 0.42, 0, 0.12, 0.07, 0.01);
        }
        Material dark = Material.plain(Rgb.BLACK);
        double at = round ? 0.985 * radius : radius;
        to.box(Material.plain(Rgb.WOOD), 0, 0.17, at, 0.1, 0.17, 0.03);
        for (int i = 0; i < 3; i++) {
            double y = height * (0.42 + 0.2 * i);
            double r = round ? radius * (1 + (shrink - 1) * y / height) : radius;
            to.box(i == 1 ? WINDOW : dark, 0, y, r, 0.045, 0.08, 0.02);
            to.box(dark, r, y - 0.1, 0, 0.02, 0.08, 0.045);
        }
        if (random.chance(0.5)) {
            double wing = radius * random.in(1.2, 1.7);
            to.box(wall, -wing, 0.2, -0.1, radius, 0.2, 0.8 * radius);
            to.add(Polytope.PRISM, trim, -wing, 0.52, -0.1, radius + 0.05, 0.13, 0.8 * radius + 0.05);
            window(to, -wing - 0.05, 0.22, 0.8 * radius - 0.1, false, 0.07, 0.08);
        }
    }
}
