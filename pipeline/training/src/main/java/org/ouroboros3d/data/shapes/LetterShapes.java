package org.ouroboros3d.data.shapes;

import java.util.List;

/** Capital letters and digits of bars, on a foot. */
final class LetterShapes {
    /** Strokes as corner points on a grid of 4 columns and 6 rows from the lower left; a blank starts the next stroke. */
    private static final List<String> GLYPHS = List.of(
            "00 26 40 ,12 32",
            "00 06 36 44 33 03 ,33 42 41 30 00",
            "45 36 16 05 01 10 30 41",
            "00 06 26 44 42 20 00",
            "40 00 06 46 ,03 33",
            "00 06 46 ,03 33",
            "45 36 16 05 01 10 30 41 43 23",
            "00 06 ,40 46 ,03 43",
            "46 41 30 10 01",
            "00 06 ,46 03 40",
            "06 00 40",
            "00 06 23 46 40",
            "00 06 40 46",
            "00 06 36 45 44 33 03",
            "00 06 36 45 44 33 03 ,23 40",
            "45 36 16 05 04 13 33 42 41 30 10 01",
            "06 46 ,26 20",
            "06 01 10 30 41 46",
            "06 20 46",
            "06 10 23 30 46",
            "06 23 46 ,23 20",
            "06 46 00 40",
            "05 26 20 ,10 30",
            "05 16 36 45 43 00 40",
            "30 36 02 42",
            "46 06 03 33 42 41 30 00",
            "06 46 10");

    private LetterShapes() {}

    static void letter(Assembly to, ShapeRandom random) {
        int count = random.chance(0.4) ? 2 : 1;
        double width = random.in(0.13, 0.2);
        boolean round = random.chance(0.6);
        boolean foot = random.chance(0.5);
        double thick = random.in(0.09, 0.16);
        for (int i = 0; i < count; i++) {
            Material face = Palette.material(random, 0.16);
            Material sheet = Material.plain(face.first().towards(Rgb.BLACK, 0.55));
            double left = i * (4 * width + 0.28);
            String glyph = random.one(GLYPHS.toArray(String[]::new));
            if (!foot) {
                // A letter's back is its mirror image; the knob tells which side it is.
                double[] knob = point(glyph, left, width);
                to.ball(Material.shiny(Palette.vivid(random)), knob[0], knob[1], thick, 0.09);
            }
            for (String stroke : glyph.split(",", -1)) {
                String[] points = stroke.trim().split(" ", -1);
                for (int p = 1; p < points.length; p++) {
                    double[] from = point(points[p - 1], left, width);
                    double[] until = point(points[p], left, width);
                    if (round) {
                        to.rod(face, from, until, thick);
                    } else {
                        bar(to, face, sheet, from, until, thick);
                    }
                }
            }
        }
        double middle = (4 * width + (count - 1) * (4 * width + 0.28)) / 2;
        if (foot) {
            Material wood = Material.plain(Palette.earth(random));
            to.soft(wood, middle, -thick - 0.06, 0, middle + 0.16, 0.07, 0.3, 0.04);
            to.ball(Material.shiny(Palette.vivid(random)), middle + random.in(-0.2, 0.2), -0.08, 0.24, 0.08);
        }
    }

    private static double[] point(String digits, double left, double width) {
        return new double[] {left + width * (digits.charAt(0) - '0'), 0.2 * (digits.charAt(1) - '0'), 0};
    }

    private static void bar(Assembly to, Material face, Material back, double[] from, double[] until, double thick) {
        double dx = until[0] - from[0];
        double dy = until[1] - from[1];
        double length = Math.sqrt(dx * dx + dy * dy);
        double[] rotation = Rotations.fromY(new double[] {dx, dy, 0});
        double[] middle = {(from[0] + until[0]) / 2, (from[1] + until[1]) / 2, 0.5 * thick};
        double reach = length / 2 + 0.7 * thick;
        to.add(Polytope.BOX, face, middle, rotation, new double[] {0.8 * thick, reach, 0.5 * thick});
        middle[2] = -0.5 * thick;
        to.add(Polytope.BOX, back, middle, rotation, new double[] {0.8 * thick, reach, 0.5 * thick});
    }
}
