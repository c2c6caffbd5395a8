package org.ouroboros3d.matting;

import java.util.Locale;

/** Says in the log that a mask is probably not that of an object, so that people look at it. */
final class DoubtfulMask {
    private static final System.Logger LOG = System.getLogger(DoubtfulMask.class.getName());
    private static final double NEARLY_ALL = 0.85;
    private static final double NEARLY_NOTHING = 0.02;
    private static final int MANY = 4;

    private DoubtfulMask() {}

    /**
     * Looks at a mask.
     *
     * @param covered the part of the picture that it keeps
     * @param pieces that are not connected
     */
    static void warn(String picture, double covered, int pieces) {
        if (covered > NEARLY_ALL || covered < NEARLY_NOTHING || pieces >= MANY) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    String.format(
                            Locale.ROOT,
                            "%s: the cut-out is doubtful: it keeps %.1f %% of the picture in %d piece%s; look at it, and"
                                    + " give a PNG whose alpha channel masks the object if it is wrong",
                            picture,
                            100 * covered,
                            pieces,
                            pieces == 1 ? "" : "s"));
        }
    }
}
