package org.ouroboros3d.data.shapes;

/**
 * What a part looks like.
 *
 * @param first colour
 * @param second colour
 * @param pattern how both are laid out
 * @param period length of a pattern's unit
 * @param gloss strength of the highlights, in [0, 1]
 */
record Material(Rgb first, Rgb second, Pattern pattern, double period, double gloss) {
    static Material plain(Rgb color) {
        return new Material(color, color, Pattern.PLAIN, 1, 0.15);
    }

    static Material shiny(Rgb color) {
        return new Material(color, color, Pattern.PLAIN, 1, 0.5);
    }

    Material patterned(Pattern layout, Rgb other, double length) {
        return new Material(first, other, layout, length, gloss);
    }

    /** Writes the colour at a point given along the part's own axes. */
    void color(double x, double y, double z, float[] rgb, int offset) {
        double share = pattern == Pattern.PLAIN ? 0 : pattern.share(x / period, y / period, z / period);
        rgb[offset] = (float) (first.red() + share * (second.red() - first.red()));
        rgb[offset + 1] = (float) (first.green() + share * (second.green() - first.green()));
        rgb[offset + 2] = (float) (first.blue() + share * (second.blue() - first.blue()));
    }
}
