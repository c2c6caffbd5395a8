package org.ouroboros3d.data.shapes;

/**
 * What a part looks like.
 *
 * @param first colour
 * @param second colour
 * @param pattern how both are laid out
 * @param period length of a pattern's unit
 * @param gloss strength of the highlights, in [0, 1]
 * @param shift of the pattern along each axis, in periods
 */
record Material(Rgb first, Rgb second, Pattern pattern, double period, double gloss, double shift) {
    /** Places of a texture to choose from, in periods. */
    private static final double SHIFTS = 1000;

    Material(Rgb first, Rgb second, Pattern pattern, double period, double gloss) {
        this(first, second, pattern, period, gloss, 0);
    }

    static Material plain(Rgb color) {
        return new Material(color, color, Pattern.PLAIN, 1, 0.15);
    }

    static Material shiny(Rgb color) {
        return new Material(color, color, Pattern.PLAIN, 1, 0.5);
    }

    Material patterned(Pattern layout, Rgb other, double length) {
        return new Material(first, other, layout, length, gloss);
    }

    /** {@return the same colour in a random texture with another one, whose unit is the length} */
    Material textured(ShapeRandom random, double length) {
        Rgb other = random.chance(0.5)
                ? Palette.any(random)
                : first.towards(random.chance(0.5) ? Rgb.WHITE : Rgb.BLACK, random.in(0.3, 0.8));
        Pattern layout = random.one(
                Pattern.CLOUDS,
                Pattern.MARBLE,
                Pattern.PATCHES,
                Pattern.STRIPES_X,
                Pattern.STRIPES_Y,
                Pattern.STRIPES_Z,
                Pattern.CHECKER);
        return new Material(first, other, layout, length, gloss, random.in(0, SHIFTS));
    }

    /** {@return the same on something scaled} */
    Material scaled(double scale) {
        return new Material(first, second, pattern, period * scale, gloss, shift);
    }

    /** Writes the colour at a point given along the part's own axes. */
    void color(double x, double y, double z, float[] rgb, int offset) {
        double share = pattern == Pattern.PLAIN
                ? 0
                : pattern.share(x / period + shift, y / period + shift, z / period + shift);
        rgb[offset] = (float) (first.red() + share * (second.red() - first.red()));
        rgb[offset + 1] = (float) (first.green() + share * (second.green() - first.green()));
        rgb[offset + 2] = (float) (first.blue() + share * (second.blue() - first.blue()));
    }
}
