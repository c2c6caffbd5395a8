package org.ouroboros3d.format.gaussian;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ouroboros3d.gaussian.GaussianCloud;

/**
 * Writes {@code .splat} files (antimatter15/splat ba182b5, {@code convert.py}): for each Gaussian, little endian, three
 * float32 of the position, three of the scale, four bytes of red, green, blue and opacity, and four of the quaternion
 * (w, x, y, z). The largest come first, by volume times opacity, so that a viewer shows them while it loads the rest.
 */
final class SplatWriter {
    static final int ROW = 32;

    private static final System.Logger LOG = System.getLogger(SplatWriter.class.getName());

    private SplatWriter() {}

    /** Writes Gaussians with unit quaternions as they are; degree 0 only, with a warning if there are others. */
    static void write(String target, GaussianCloud cloud, OutputStream out) throws IOException {
        if (cloud.shDegree() > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: this format has one color from everywhere; left out spherical harmonics up to degree {1}",
                    target,
                    cloud.shDegree());
        }
        ByteBuffer row = ByteBuffer.allocate(ROW).order(ByteOrder.LITTLE_ENDIAN);
        for (int i : largestFirst(cloud)) {
            row.clear();
            for (int k = 0; k < 3; k++) {
                row.putFloat(cloud.means()[3 * i + k]);
            }
            for (int k = 0; k < 3; k++) {
                row.putFloat(cloud.scales()[3 * i + k]);
            }
            for (int k = 0; k < 3; k++) {
                row.put(unsigned(255 * cloud.colors()[3 * i + k]));
            }
            row.put(unsigned(255 * cloud.opacities()[i]));
            for (int k = 0; k < 4; k++) {
                row.put(unsigned(128 * cloud.quats()[4 * i + k] + 128));
            }
            out.write(row.array());
        }
    }

    private static int[] largestFirst(GaussianCloud cloud) {
        double[] sizes = new double[cloud.count()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (double) cloud.scales()[3 * i]
                    * cloud.scales()[3 * i + 1]
                    * cloud.scales()[3 * i + 2]
                    * cloud.opacities()[i];
        }
        return IntStream.range(0, sizes.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -sizes[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static byte unsigned(float value) {
        return (byte) Math.clamp(Math.round(value), 0, 255);
    }
}
