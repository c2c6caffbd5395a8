package org.ouroboros3d.spark;

import java.nio.file.Path;
import java.util.Random;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageWriter;

/** Pictures of one object. */
final class Discs {
    private static final int SIDE = 48;

    private Discs() {}

    /** Writes a disc with a gradient, on transparent ground. */
    static void write(int number, Path file) {
        Random random = new Random(number);
        byte[] color = new byte[3];
        random.nextBytes(color);
        byte[] rgba = new byte[4 * SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int at = 4 * (y * SIDE + x);
                rgba[at] = (byte) (color[0] + 2 * x);
                rgba[at + 1] = (byte) (color[1] + 2 * y);
                rgba[at + 2] = color[2];
                rgba[at + 3] = (byte) (Math.hypot(x - 23.5, y - 23.5) < 14 + number % 8 ? 255 : 0);
            }
        }
        ImageWriter.writePng(Image.of(SIDE, SIDE, 4, rgba), file);
    }
}
