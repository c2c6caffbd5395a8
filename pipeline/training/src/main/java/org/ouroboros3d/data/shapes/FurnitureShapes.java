package org.ouroboros3d.data.shapes;

/** Seats, cabinets and desks with things on them. */
final class FurnitureShapes {
    private FurnitureShapes() {}

    private static void legs(
            Assembly to, ShapeRandom random, Material material, double x, double z, double height, double radius) {
        double spread = random.in(0, 0.12);
        boolean round = random.chance(0.5);
        for (int i = 0; i < 4; i++) {
            double sx = (i & 1) == 0 ? -1 : 1;
            double sz = (i & 2) == 0 ? -1 : 1;
            if (round) {
                to.limb(
                        material,
                        new double[] {sx * (x + spread), 0, sz * (z + spread)},
                        new double[] {sx * x, height, sz * z},
                        0.7 * radius,
                        radius);
            } else {
                to.box(material, sx * x, height / 2, sz * z, radius, height / 2, radius);
            }
        }
    }

    static void chair(Assembly to, ShapeRandom random) {
        double width = random.one(0.42, 0.48, 0.55, 0.95);
        double depth = random.in(0.38, 0.48);
        double seat = random.in(0.35, 0.6);
        double back = random.in(0.35, 0.62);
        Material frame = Material.plain(random.chance(0.5) ? Palette.earth(random) : Palette.dark(random));
        Material cloth = Palette.material(random, 0.18);
        legs(to, random, frame, width - 0.07, depth - 0.07, seat, 0.055);
        boolean padded = random.chance(0.6);
        if (padded) {
            to.soft(cloth, 0, seat + 0.07, 0, width, 0.1, depth, 0.08);
            to.soft(cloth, 0, seat + 0.12 + back, -depth + 0.08, width, back, 0.1, 0.08);
        } else {
            to.box(frame, 0, seat + 0.03, 0, width, 0.045, depth);
            int slats = random.integer(3, 6);
            for (int i = 0; i < slats; i++) {
                double x = (width - 0.05) * (2.0 * i / (slats - 1) - 1);
                to.box(frame, x, seat + back, -depth + 0.05, 0.04, back, 0.03);
            }
            to.soft(cloth, 0, seat + 2 * back - 0.04, -depth + 0.05, width, 0.1, 0.06, 0.04);
        }
        if (random.chance(0.5)) {
            for (int side = -1; side <= 1; side += 2) {
                double x = side * (width + 0.02);
                to.soft(padded ? cloth : frame, x, seat + 0.32, -0.02, 0.07, 0.05, depth, 0.04);
                to.box(frame, x, seat + 0.15, depth - 0.12, 0.04, 0.16, 0.04);
            }
        }
        if (random.chance(0.45)) {
            Material cushion = Palette.material(random, 0.1);
            to.add(
                    new RoundedBox(0.2, 0.2, 0.08, 0.07),
                    cushion,
                    new double[] {random.in(-0.4, 0.4) * width, seat + 0.36, -depth + 0.28},
                    Rotations.ofDegrees(-18, random.in(-20, 20), random.in(-12, 12)),
                    new double[] {1, 1, 1});
        }
    }

    static void cabinet(Assembly to, ShapeRandom random) {
        double width = random.in(0.35, 0.75);
        double height = random.in(0.4, 0.95);
        double depth = random.in(0.24, 0.4);
        Rgb color = random.chance(0.6) ? Palette.earth(random) : Palette.soft(random);
        Material body = Material.plain(color);
        Material back = Material.plain(color.times(0.6));
        to.box(body, -width, height, 0, 0.035, height, depth);
        to.box(body, width, height, 0, 0.035, height, depth);
        to.box(body, 0, 2 * height, 0, width + 0.06, 0.035, depth + 0.02);
        to.box(body, 0, 0.04, 0, width, 0.04, depth);
        to.box(back, 0, height, -depth + 0.02, width, height, 0.02);
        int rows = random.integer(2, 4);
        double step = (2 * height - 0.1) / rows;
        for (int row = 0; row < rows; row++) {
            double low = 0.07 + row * step;
            to.box(body, 0, low, 0, width, 0.02, depth);
            if (random.chance(0.45)) {
                Material door = Material.plain(random.chance(0.5) ? Palette.vivid(random) : color.times(1.15));
                for (int side = -1; side <= 1; side += 2) {
                    to.box(door, side * width / 2, low + step / 2, depth, 0.46 * width, 0.44 * step, 0.025);
                    to.ball(Material.shiny(Rgb.STEEL), side * 0.12 * width, low + step / 2, depth + 0.04, 0.03);
                }
            } else {
                double x = -width + 0.08;
                while (x < width - 0.1) {
                    double thick = random.in(0.03, 0.07);
                    double tall = step * random.in(0.28, 0.43);
                    to.box(
                            Material.plain(Palette.vivid(random)),
                            x + thick,
                            low + 0.02 + tall,
                            0.05,
                            thick - 0.004,
                            tall,
                            0.7 * depth);
                    x += 2 * thick + (random.chance(0.25) ? 0.2 : 0);
                }
            }
        }
    }

    static void desk(Assembly to, ShapeRandom random) {
        double width = random.in(0.6, 0.85);
        double depth = random.in(0.35, 0.5);
        double height = random.in(0.5, 0.75);
        Material wood = Material.plain(Palette.earth(random));
        boolean round = random.chance(0.3);
        if (round) {
            to.post(Material.plain(Palette.dark(random)), 0, 0.03, 0, height, 0.08, 0.06);
            to.post(wood, 0, 0, 0, 0.06, 0.35, 0.3);
            to.post(wood, 0, height, 0, 0.06, 0.62, 0.62);
        } else {
            to.box(wood, 0, height, 0, width, 0.04, depth);
            legs(to, random, wood, width - 0.08, depth - 0.08, height, 0.05);
        }
        double top = height + (round ? 0.06 : 0.04);
        double reach = round ? 0.3 : width - 0.25;
        lamp(to, random, -reach, top, -0.1);
        if (random.chance(0.6)) {
            Material screen = Material.plain(Rgb.BLACK).patterned(Pattern.FRONT, new Rgb(0.35, 0.65, 0.9), 1);
            to.box(Material.plain(Rgb.BLACK), 0.1, top + 0.02, -0.12, 0.14, 0.02, 0.1);
            to.box(Material.plain(Rgb.BLACK), 0.1, top + 0.12, -0.15, 0.025, 0.12, 0.02);
            to.box(screen, 0.1, top + 0.36, -0.12, 0.28, 0.18, 0.02);
        } else {
            Material pot = Palette.material(random, 0.08);
            to.post(pot, 0.1, top, -0.05, 0.18, 0.1, 0.13);
            to.ball(Material.plain(Palette.leaf(random)), 0.1, top + 0.32, -0.05, 0.2);
        }
        to.soft(Material.shiny(Palette.vivid(random)), 0.7 * reach, top + 0.08, 0.16, 0.07, 0.08, 0.07, 0.03);
        to.box(Material.plain(Palette.soft(random)), -0.1, top + 0.015, 0.2, 0.16, 0.015, 0.12);
    }

    private static void lamp(Assembly to, ShapeRandom random, double x, double y, double z) {
        Material metal = Material.shiny(Palette.any(random));
        Material shade = Palette.material(random, 0.1);
        double tall = random.in(0.35, 0.6);
        to.post(metal, x, y, z, 0.04, 0.13, 0.12);
        to.post(metal, x, y, z, tall, 0.025, 0.025);
        to.between(
                new Frustum(0.55, true),
                shade,
                new double[] {x, y + tall - 0.05, z},
                new double[] {x, y + tall + 0.22, z},
                0.2);
        to.ball(Material.plain(new Rgb(1, 0.95, 0.7)), x, y + tall + 0.05, z, 0.07);
    }
}
