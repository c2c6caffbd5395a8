package org.ouroboros3d.tests;

import java.util.Arrays;
import org.ouroboros3d.gaussian.GaussianCloud;

/** An F with a ball in front of its stem, as flat Gaussians on its surface: no turn or mirror image of it is the same. */
final class LetterF {
    /** Red, green, blue of the letter. */
    static final float[] LETTER = {0.8f, 0.3f, 0.2f};

    /** Red, green, blue of the ball. */
    static final float[] BALL = {0.1f, 0.4f, 0.9f};

    /** Least x, y, z. */
    static final double[] LEAST = {-0.35, -0.45, -0.1};

    /** Greatest x, y, z. */
    static final double[] MOST = {0.3, 0.45, 0.35};

    /** The stem's left side. */
    static final double LEFT = -0.3;

    /** How far it reaches at the heights -0.35, 0.05 and 0.35: stem, short arm and long arm. */
    static final double[] RIGHT = {-0.1, 0.15, 0.3};

    /** The least corner and the greatest one of each box. */
    private static final double[][] BOXES = {
        {-0.3, -0.45, -0.1, -0.1, 0.45, 0.1}, {-0.1, -0.05, -0.1, 0.15, 0.15, 0.1}, {-0.1, 0.25, -0.1, 0.3, 0.45, 0.1}
    };

    /** The ball's middle and radius. */
    private static final double[] MIDDLE = {-0.2, -0.2, 0.2};

    private static final double RADIUS = 0.15;

    /** Less what is inside of the stem. */
    static final double VOLUME = volume();

    private static final double SPACING = 0.015;
    private static final int BALL_DISCS = 900;
    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

    private float[] means = new float[0];
    private float[] quats = new float[0];
    private float[] colors = new float[0];

    private LetterF() {}

    static GaussianCloud discs() {
        LetterF letter = new LetterF();
        for (double[] box : BOXES) {
            letter.box(box);
        }
        for (int i = 0; i < BALL_DISCS; i++) {
            double y = 1 - (2.0 * i + 1) / BALL_DISCS;
            double ring = Math.sqrt(1 - y * y);
            double x = ring * Math.cos(GOLDEN_ANGLE * i);
            double z = ring * Math.sin(GOLDEN_ANGLE * i);
            letter.add(
                    MIDDLE[0] + RADIUS * x,
                    MIDDLE[1] + RADIUS * y,
                    MIDDLE[2] + RADIUS * z,
                    new double[] {x, y, z},
                    BALL);
        }
        int count = letter.means.length / 3;
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        Arrays.fill(opacities, 0.99f);
        for (int i = 0; i < 3 * count; i++) {
            scales[i] = (float) (SPACING * (i % 3 == 2 ? 0.1 : 0.7));
        }
        return new GaussianCloud(letter.means, opacities, scales, letter.quats, letter.colors);
    }

    private static double volume() {
        double sum = 0;
        for (double[] box : BOXES) {
            sum += (box[3] - box[0]) * (box[4] - box[1]) * (box[5] - box[2]);
        }
        double outside = RADIUS + MIDDLE[2] - BOXES[0][5];
        return sum + Math.PI * outside * outside * (RADIUS - outside / 3);
    }

    private void box(double... box) {
        for (int axis = 0; axis < 3; axis++) {
            int across = (axis + 1) % 3;
            int along = (axis + 2) % 3;
            int columns = (int) Math.round((box[3 + across] - box[across]) / SPACING);
            int rows = (int) Math.round((box[3 + along] - box[along]) / SPACING);
            for (int i = 0; i < columns * rows; i++) {
                double[] at = new double[3];
                at[across] = box[across] + (i % columns + 0.5) * (box[3 + across] - box[across]) / columns;
                at[along] = box[along] + (Math.floorDiv(i, columns) + 0.5) * (box[3 + along] - box[along]) / rows;
                for (int side = -1; side <= 1; side += 2) {
                    at[axis] = side < 0 ? box[axis] : box[3 + axis];
                    double[] normal = new double[3];
                    normal[axis] = side;
                    add(at[0], at[1], at[2], normal, LETTER);
                }
            }
        }
    }

    private void add(double x, double y, double z, double[] normal, float... color) {
        if (hidden(x, y, z)) {
            return;
        }
        means = joined(means, (float) x, (float) y, (float) z);
        colors = joined(colors, color);
        // The shortest turn from z to the normal.
        double w = 1 + normal[2];
        double length = Math.sqrt(w * w + normal[0] * normal[0] + normal[1] * normal[1]);
        quats = length > 0
                ? joined(quats, (float) (w / length), (float) (-normal[1] / length), (float) (normal[0] / length), 0f)
                : joined(quats, 0, 1, 0, 0);
    }

    /** {@return whether a point lies inside of a box or of the ball} */
    private static boolean hidden(double x, double y, double z) {
        double dx = x - MIDDLE[0];
        double dy = y - MIDDLE[1];
        double dz = z - MIDDLE[2];
        double slack = 1e-9;
        boolean inside = dx * dx + dy * dy + dz * dz < RADIUS * RADIUS - slack;
        for (double[] box : BOXES) {
            inside |= x > box[0] + slack
                    && x < box[3] - slack
                    && y > box[1] + slack
                    && y < box[4] - slack
                    && z > box[2] + slack
                    && z < box[5] - slack;
        }
        return inside;
    }

    private static float[] joined(float[] before, float... more) {
        float[] all = Arrays.copyOf(before, before.length + more.length);
        System.arraycopy(more, 0, all, before.length, more.length);
        return all;
    }
}
