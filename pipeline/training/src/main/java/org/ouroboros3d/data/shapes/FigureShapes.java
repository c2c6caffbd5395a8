package org.ouroboros3d.data.shapes;

/** Robots, snowmen and people. */
final class FigureShapes {
    private static final Material DARK = Material.shiny(Rgb.BLACK);

    private FigureShapes() {}

    static void robot(Assembly to, ShapeRandom random) {
        Material shell = Material.shiny(Palette.any(random));
        Material second = Material.shiny(Palette.any(random));
        Material joint = Material.plain(Palette.dark(random));
        Material light = Material.shiny(Rgb.ofHsv(random.unit(), 0.8, 1));
        double width = random.in(0.24, 0.38);
        double tall = random.in(0.25, 0.38);
        double hips = random.in(0.3, 0.5);
        double body = hips + tall;
        boolean boxy = random.chance(0.6);
        if (boxy) {
            to.soft(shell, 0, body, 0, width, tall, 0.7 * width, 0.06);
        } else {
            to.ball(shell, 0, body, 0, width, tall * 1.1, 0.8 * width);
        }
        to.box(second, 0, body + 0.05, 0.7 * width, 0.6 * width, 0.45 * tall, 0.05);
        for (int i = -1; i <= 1; i++) {
            to.ball(i == 0 ? light : joint, 0.28 * i * width, body + 0.08, 0.7 * width + 0.05, 0.04);
        }
        double head = random.in(0.18, 0.28);
        double headY = body + tall + head + 0.06;
        to.post(joint, 0, body + tall - 0.02, 0, 0.12, 0.08, 0.08);
        if (random.chance(0.6)) {
            to.soft(second, 0, headY, 0, 1.15 * head, head, head, 0.05);
        } else {
            to.ball(second, 0, headY, 0, 1.1 * head, head, head);
        }
        if (random.chance(0.5)) {
            to.box(DARK, 0, headY + 0.05, 0.92 * head, 0.85 * head, 0.3 * head, 0.1 * head);
        }
        for (int side = -1; side <= 1; side += 2) {
            to.ball(light, side * 0.45 * head, headY + 0.05, head, 0.2 * head);
            double x = side * (width + 0.08);
            double lift = random.in(-0.5, 0.5);
            double[] shoulder = {x, body + 0.7 * tall, 0};
            double[] elbow = {x + side * 0.12, shoulder[1] - 0.25, 0.05};
            double[] hand = {x + side * 0.14, elbow[1] + 0.5 * lift, 0.3 - 0.1 * Math.abs(lift)};
            to.ball(joint, shoulder[0], shoulder[1], shoulder[2], 0.1);
            to.rod(shell, shoulder, elbow, 0.06);
            to.rod(second, elbow, hand, 0.06);
            to.ball(joint, hand[0], hand[1], hand[2], 0.09);
            to.post(joint, side * 0.55 * width, 0.06, 0, hips, 0.07, 0.09);
            to.soft(shell, side * 0.55 * width, 0.07, 0.06, 0.12, 0.07, 0.18, 0.05);
        }
        to.box(DARK, 0, headY - 0.45 * head, 0.98 * head, 0.4 * head, 0.06 * head, 0.03);
        if (random.chance(0.6)) {
            double x = random.in(-0.6, 0.6) * head;
            to.post(joint, x, headY + 0.9 * head, 0, 0.22, 0.02, 0.015);
            to.ball(light, x, headY + 0.9 * head + 0.24, 0, 0.055);
        }
        if (random.chance(0.5)) {
            to.box(joint, 0, body, -0.75 * width, 0.6 * width, 0.6 * tall, 0.12);
        }
    }

    static void snowman(Assembly to, ShapeRandom random) {
        Rgb snow = Rgb.WHITE.towards(Palette.vivid(random), random.chance(0.5) ? 0.12 : 0.5);
        Material body = Material.plain(snow);
        double low = random.in(0.36, 0.46);
        double middle = low * random.in(0.68, 0.82);
        double head = middle * random.in(0.68, 0.82);
        double second = 1.75 * low + 0.55 * middle;
        double third = second + 0.75 * middle + 0.6 * head;
        to.ball(body, 0, low, 0, low);
        to.ball(body, 0, second, 0, middle);
        to.ball(body, 0, third, 0, head);
        Material button = Material.shiny(random.chance(0.5) ? Rgb.BLACK : Palette.vivid(random));
        for (int i = -1; i <= 1; i++) {
            double rise = 0.4 * i;
            to.ball(button, 0, second + rise * middle, middle * Math.sqrt(1 - rise * rise), 0.05);
        }
        to.limb(
                Material.plain(new Rgb(0.95, 0.5, 0.1)),
                new double[] {0, third, 0.9 * head},
                new double[] {0, third - 0.02, head + random.in(0.18, 0.35)},
                0.065,
                0);
        for (int side = -1; side <= 1; side += 2) {
            to.ball(DARK, side * 0.36 * head, third + 0.28 * head, 0.88 * head, 0.045);
            double[] shoulder = {side * 0.8 * middle, second + 0.2, 0};
            double[] hand = {side * (middle + 0.35), second + random.in(0, 0.45), random.in(-0.1, 0.25)};
            to.limb(Material.plain(Rgb.WOOD), shoulder, hand, 0.035, 0.02);
            to.ball(Material.plain(Palette.vivid(random)), hand[0], hand[1], hand[2], 0.07);
        }
        Material scarf = Palette.material(random, 0.12);
        to.add(new Torus(0.25), scarf, 0, third - 0.75 * head, 0, 0.8 * head, 0.8 * head, 0.8 * head);
        to.box(scarf, 0.4 * head, third - 1.35 * head, 0.92 * middle, 0.07, 0.17, 0.05);
        Material hat = Material.plain(Palette.any(random));
        if (random.chance(0.6)) {
            to.post(hat, 0, third + 0.7 * head, 0, 0.05, 1.15 * head, 1.15 * head);
            to.post(hat, 0, third + 0.7 * head, 0, random.in(0.2, 0.45), 0.7 * head, 0.7 * head);
            to.post(scarf, 0, third + 0.75 * head, 0, 0.09, 0.73 * head, 0.73 * head);
        } else {
            to.post(hat, 0, third + 0.6 * head, 0, 0.4, 0.85 * head, 0.05);
            to.ball(scarf, 0, third + 0.6 * head + 0.42, 0, 0.08);
        }
    }

    static void person(Assembly to, ShapeRandom random) {
        Material skin = Material.plain(Rgb.ofHsv(random.in(0.05, 0.09), random.in(0.3, 0.6), random.in(0.45, 0.95)));
        Material shirt = Palette.material(random, 0.09);
        Material trousers = Material.plain(Palette.any(random));
        Material hair = Material.plain(random.chance(0.7) ? Palette.dark(random) : Palette.vivid(random));
        double width = random.in(0.16, 0.26);
        double leg = random.in(0.4, 0.6);
        double torso = random.in(0.32, 0.45);
        double head = random.in(0.16, 0.24);
        double shoulder = leg + torso;
        double stride = random.in(-0.2, 0.2);
        if (random.chance(0.3)) {
            to.post(shirt, 0, 0.5 * leg, 0, 0.5 * leg + 0.1, 1.7 * width, 0.8 * width);
        }
        to.soft(shirt, 0, leg + torso / 2, 0, width, torso / 2 + 0.04, 0.6 * width, 0.08);
        double y = shoulder + 0.06 + head;
        to.post(skin, 0, shoulder, 0, 0.12, 0.06, 0.06);
        to.ball(skin, 0, y, 0, 0.9 * head, head, 0.9 * head);
        to.ball(hair, 0, y + 0.16 * head, -0.2 * head, head, head, 0.9 * head);
        to.ball(skin, 0, y - 0.05 * head, 0.92 * head, 0.13 * head);
        to.box(
                Material.plain(new Rgb(0.75, 0.25, 0.25)),
                0,
                y - 0.42 * head,
                0.8 * head,
                0.22 * head,
                0.045 * head,
                0.04);
        for (int side = -1; side <= 1; side += 2) {
            to.ball(Material.shiny(Rgb.WHITE), side * 0.34 * head, y + 0.12 * head, 0.76 * head, 0.16 * head);
            to.ball(DARK, side * 0.34 * head, y + 0.12 * head, 0.86 * head, 0.1 * head);
            double[] joint = {side * (width + 0.03), shoulder - 0.04, 0};
            double[] hand = {
                side * (width + random.in(0.08, 0.35)), shoulder + random.in(-0.45, 0.4), random.in(-0.1, 0.25)
            };
            to.rod(shirt, joint, new double[] {(joint[0] + hand[0]) / 2, (joint[1] + hand[1]) / 2, hand[2] / 2}, 0.065);
            to.rod(skin, new double[] {(joint[0] + hand[0]) / 2, (joint[1] + hand[1]) / 2, hand[2] / 2}, hand, 0.05);
            double foot = side * stride;
            to.limb(
                    trousers,
                    new double[] {side * 0.55 * width, 0.05, foot},
                    new double[] {side * 0.5 * width, leg + 0.03, 0},
                    0.07,
                    0.1);
            to.soft(DARK, side * 0.55 * width, 0.04, foot + 0.06, 0.075, 0.05, 0.14, 0.04);
        }
        if (random.chance(0.45)) {
            Material hat = Material.plain(Palette.vivid(random));
            to.post(hat, 0, y + 0.55 * head, 0, random.in(0.5, 1.2) * head, head, random.in(0, 0.8) * head);
            to.box(hat, 0, y + 0.6 * head, 0.9 * head, 0.7 * head, 0.02, 0.5 * head);
        }
        if (random.chance(0.4)) {
            to.soft(
                    Material.plain(Palette.vivid(random)),
                    0,
                    leg + 0.55 * torso,
                    -0.9 * width,
                    0.75 * width,
                    0.4 * torso,
                    0.1,
                    0.06);
        }
    }
}
