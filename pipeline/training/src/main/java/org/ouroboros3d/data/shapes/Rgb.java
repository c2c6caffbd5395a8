package org.ouroboros3d.data.shapes;

/** A colour as it is shown, each channel in [0, 1]. */
record Rgb(double red, double green, double blue) {
    static final Rgb BLACK = new Rgb(0.09, 0.09, 0.1);
    static final Rgb WHITE = new Rgb(0.93, 0.93, 0.91);
    static final Rgb GLASS = new Rgb(0.55, 0.75, 0.88);
    static final Rgb WOOD = new Rgb(0.58, 0.38, 0.21);
    static final Rgb STEEL = new Rgb(0.62, 0.65, 0.69);

    /**
     * {@return the colour of a hue}
     *
     * @param hue in turns, red at 0
     * @param saturation in [0, 1]
     * @param value the largest channel, in [0, 1]
     */
    static Rgb ofHsv(double hue, double saturation, double value) {
        return new Rgb(
                channel(hue, saturation, value, 5),
                channel(hue, saturation, value, 3),
                channel(hue, saturation, value, 1));
    }

    private static double channel(double hue, double saturation, double value, int shift) {
        double turn = shift + 6 * (hue - Math.floor(hue));
        double k = turn >= 6 ? turn - 6 : turn;
        return value - value * saturation * Math.clamp(Math.min(k, 4 - k), 0, 1);
    }

    /** {@return a part of the way to another colour} */
    Rgb towards(Rgb other, double share) {
        return new Rgb(
                red + share * (other.red - red),
                green + share * (other.green - green),
                blue + share * (other.blue - blue));
    }

    /** {@return the colour brightened by a factor} */
    Rgb times(double factor) {
        return new Rgb(Math.min(1, red * factor), Math.min(1, green * factor), Math.min(1, blue * factor));
    }
}
