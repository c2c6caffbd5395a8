package org.ouroboros3d.data.shapes;

/** Random colours that go well with white around them. */
final class Palette {
    private Palette() {}

    static Rgb vivid(ShapeRandom random) {
        return Rgb.ofHsv(random.unit(), random.in(0.55, 0.9), random.in(0.65, 0.95));
    }

    static Rgb soft(ShapeRandom random) {
        return Rgb.ofHsv(random.unit(), random.in(0.15, 0.45), random.in(0.75, 0.95));
    }

    static Rgb earth(ShapeRandom random) {
        return Rgb.ofHsv(random.in(0.02, 0.13), random.in(0.35, 0.7), random.in(0.3, 0.8));
    }

    static Rgb leaf(ShapeRandom random) {
        return Rgb.ofHsv(random.in(0.2, 0.42), random.in(0.5, 0.85), random.in(0.35, 0.75));
    }

    static Rgb dark(ShapeRandom random) {
        return Rgb.ofHsv(random.unit(), random.in(0.2, 0.6), random.in(0.15, 0.35));
    }

    static Rgb any(ShapeRandom random) {
        double kind = random.unit();
        if (kind < 0.55) {
            return vivid(random);
        }
        if (kind < 0.75) {
            return soft(random);
        }
        return kind < 0.9 ? earth(random) : dark(random);
    }

    /** {@return a material of one colour, or of two in a pattern whose unit is near {@code length}} */
    static Material material(ShapeRandom random, double length) {
        Rgb color = any(random);
        Material plain = new Material(color, color, Pattern.PLAIN, 1, random.in(0, 0.5));
        if (random.chance(0.5)) {
            return plain;
        }
        Rgb other = random.chance(0.5) ? any(random) : color.towards(random.chance(0.5) ? Rgb.WHITE : Rgb.BLACK, 0.6);
        Pattern pattern =
                random.one(Pattern.STRIPES_X, Pattern.STRIPES_Y, Pattern.STRIPES_Z, Pattern.CHECKER, Pattern.DOTS);
        return plain.patterned(pattern, other, length * random.in(0.7, 1.4));
    }
}
