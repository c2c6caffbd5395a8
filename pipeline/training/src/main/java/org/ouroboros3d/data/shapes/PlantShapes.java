package org.ouroboros3d.data.shapes;

/** Trees, cacti and flowers in pots. */
final class PlantShapes {
    private PlantShapes() {}

    static void tree(Assembly to, ShapeRandom random) {
        Material bark = Material.plain(Palette.earth(random).times(0.8));
        Rgb green = random.chance(0.75) ? Palette.leaf(random) : Palette.vivid(random);
        double trunk = random.in(0.35, 0.7);
        to.post(bark, 0, 0, 0, trunk + 0.2, 0.1, 0.06);
        to.ball(Material.plain(Palette.leaf(random)), 0, 0, 0, 0.3, 0.06, 0.3);
        int kind = random.integer(0, 2);
        if (kind == 0) {
            int tiers = random.integer(2, 5);
            double y = trunk;
            for (int i = 0; i < tiers; i++) {
                double radius = 0.5 * (1 - 0.75 * i / tiers);
                Material needles = Material.plain(green.times(0.8 + 0.1 * i));
                to.post(needles, 0, y, 0, 0.42, radius, i == tiers - 1 ? 0 : 0.35 * radius);
                y += 0.28;
            }
            for (int i = 0; i < random.integer(0, 7); i++) {
                double angle = random.in(0, 6.28);
                double r = 0.42;
                to.ball(
                        Material.shiny(Palette.vivid(random)),
                        r * StrictMath.sin(angle),
                        trunk + 0.06,
                        r * StrictMath.cos(angle),
                        0.06);
            }
        } else if (kind == 1) {
            int puffs = random.integer(4, 9);
            Material fruit = Material.shiny(Palette.vivid(random));
            for (int i = 0; i < puffs; i++) {
                double[] at = {random.in(-0.35, 0.35), trunk + random.in(0.2, 0.65), random.in(-0.35, 0.35)};
                double radius = random.in(0.2, 0.34);
                to.limb(bark, new double[] {0, 0.8 * trunk, 0}, at, 0.05, 0.02);
                to.ball(Material.plain(green.times(random.in(0.8, 1.15))), at[0], at[1], at[2], radius);
                to.ball(fruit, at[0] + 0.3 * radius, at[1] - 0.5 * radius, at[2] + 0.8 * radius, 0.06);
            }
        } else {
            double height = random.in(0.9, 1.3);
            double lean = random.in(-0.3, 0.3);
            double[] crown = {lean, height, 0};
            to.limb(
                    bark.patterned(Pattern.STRIPES_Y, bark.first().times(0.7), 0.06),
                    new double[] {0, 0, 0},
                    crown,
                    0.09,
                    0.06);
            int leaves = random.integer(5, 8);
            double turn = random.in(0, 1);
            for (int i = 0; i < leaves; i++) {
                double angle = 2 * StrictMath.PI * (i + turn) / leaves;
                double[] tip = {
                    lean + 0.6 * StrictMath.sin(angle), height - random.in(0, 0.25), 0.6 * StrictMath.cos(angle)
                };
                Assembly leaf =
                        to.between(Sphere.UNIT, Material.plain(green.times(random.in(0.8, 1.1))), crown, tip, 0.09);
                leaf.ball(
                        Material.plain(Rgb.WOOD),
                        lean + 0.1 * StrictMath.sin(angle),
                        height - 0.08,
                        0.1 * StrictMath.cos(angle),
                        0.07);
            }
        }
        if (random.chance(0.4)) {
            to.box(Material.plain(Rgb.WOOD), 0.0, 0.12, 0.34, 0.22, 0.02, 0.07);
            to.box(Material.plain(Rgb.WOOD), -0.16, 0.06, 0.34, 0.02, 0.06, 0.06);
            to.box(Material.plain(Rgb.WOOD), 0.16, 0.06, 0.34, 0.02, 0.06, 0.06);
        }
    }

    static void pottedPlant(Assembly to, ShapeRandom random) {
        Material pot = Palette.material(random, 0.12);
        double radius = random.in(0.22, 0.34);
        double height = random.in(0.3, 0.5);
        to.post(pot, 0, 0, 0, height, 0.72 * radius, radius);
        to.post(pot, 0, height - 0.02, 0, 0.07, 1.1 * radius, 1.1 * radius);
        to.post(Material.plain(new Rgb(0.3, 0.2, 0.14)), 0, height + 0.045, 0, 0.01, radius, radius);
        Material green = Material.plain(Palette.leaf(random));
        if (random.chance(0.4)) {
            Material ribs = green.patterned(Pattern.STRIPES_X, green.first().times(0.7), 0.06);
            double tall = random.in(0.5, 0.9);
            to.rod(ribs, new double[] {0, height, 0}, new double[] {0, height + tall, 0}, 0.15);
            double low = height + random.in(0.3, 0.5) * tall;
            to.rod(ribs, new double[] {0, low, 0}, new double[] {0.32, low + 0.05, 0.05}, 0.08);
            to.rod(ribs, new double[] {0.32, low + 0.05, 0.05}, new double[] {0.32, low + 0.3, 0.05}, 0.08);
            to.rod(ribs, new double[] {0, low + 0.15, 0}, new double[] {-0.22, low + 0.35, -0.1}, 0.07);
            to.ball(Material.plain(Palette.vivid(random)), 0.05, height + tall + 0.16, 0.05, 0.09);
        } else {
            int stems = random.integer(3, 7);
            Material petal = Material.plain(Palette.vivid(random));
            for (int i = 0; i < stems; i++) {
                double[] tip = {random.in(-0.4, 0.4), height + random.in(0.4, 0.9), random.in(-0.3, 0.4)};
                to.limb(green, new double[] {0.3 * tip[0], height, 0.3 * tip[2]}, tip, 0.025, 0.02);
                double[] leaf = {1.1 * tip[0] + 0.12, height + 0.3, 0.9 * tip[2]};
                to.between(Sphere.UNIT, green, new double[] {0.4 * tip[0], height + 0.1, 0.4 * tip[2]}, leaf, 0.06);
                if (random.chance(0.7)) {
                    to.ball(petal, tip[0], tip[1], tip[2], 0.13, 0.13, 0.06);
                    to.ball(Material.plain(new Rgb(0.95, 0.8, 0.2)), tip[0], tip[1], tip[2] + 0.04, 0.06);
                } else {
                    to.ball(green, tip[0], tip[1], tip[2], 0.08, 0.13, 0.08);
                }
            }
        }
    }
}
