package org.ouroboros3d.format.gaussian;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;

/** Reads {@code .splat} files (antimatter15/splat ba182b5, {@code main.js}); see {@link SplatWriter} for the layout. */
final class SplatReader {
    private SplatReader() {}

    static GaussianCloud read(String source, byte[] bytes, Axes axes) {
        if (bytes.length % SplatWriter.ROW != 0) {
            throw new InputException(
                    source,
                    "its " + bytes.length + " bytes are no multiple of " + SplatWriter.ROW
                            + ": it is cut off behind Gaussian " + bytes.length / SplatWriter.ROW
                            + ", or no splat file",
                    "export or download it again");
        }
        int count = bytes.length / SplatWriter.ROW;
        float[] means = new float[3 * count];
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        float[] quats = new float[4 * count];
        float[] colors = new float[3 * count];
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < 3; k++) {
                means[3 * i + k] = in.getFloat();
            }
            for (int k = 0; k < 3; k++) {
                scales[3 * i + k] = in.getFloat();
            }
            for (int k = 0; k < 3; k++) {
                colors[3 * i + k] = (in.get() & 0xff) / 255f;
            }
            opacities[i] = (in.get() & 0xff) / 255f;
            rotation(source, in, i, quats);
        }
        return axes.toWorld(new GaussianCloud(means, opacities, scales, quats, colors));
    }

    private static void rotation(String source, ByteBuffer in, int i, float[] quats) {
        double length = 0;
        for (int k = 0; k < 4; k++) {
            int value = (in.get() & 0xff) - 128;
            quats[4 * i + k] = value;
            length += value * value;
        }
        if (length == 0) {
            throw new InputException(source, "Gaussian " + i + " has a rotation of zero", "export it again");
        }
        for (int k = 0; k < 4; k++) {
            quats[4 * i + k] = (float) (quats[4 * i + k] / Math.sqrt(length));
        }
    }
}
