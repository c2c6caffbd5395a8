package org.ouroboros3d.format.gaussian;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ouroboros3d.gaussian.GaussianCloud;

/**
 * Turns the six blocks of an SPZ file into values.
 *
 * @param version of the file, which decides how positions and rotations are stored
 * @param count how many Gaussians
 * @param shDegree of the file; degree 4 is left out
 * @param fractionalBits of positions in fixed point
 */
record SpzDecoder(int version, int count, int shDegree, int fractionalBits) {
    /** {@return the Gaussians in the axes of the file; each block is as long as {@link SpzLayout#blockBytes} says} */
    GaussianCloud decode(byte[][] blocks) {
        float[] opacities = new float[count];
        for (int i = 0; i < count; i++) {
            opacities[i] = (blocks[1][i] & 0xff) / 255f;
        }
        float[] colors = new float[3 * count];
        float[] scales = new float[3 * count];
        for (int i = 0; i < 3 * count; i++) {
            double coefficient = ((blocks[2][i] & 0xff) / 255.0 - 0.5) / SpzLayout.COLOR_SCALE;
            colors[i] = (float) (0.5 + GaussianCloud.SH_C0 * coefficient);
            scales[i] = (float) Math.exp((blocks[3][i] & 0xff) / SpzLayout.SCALE_STEPS - SpzLayout.SCALE_OFFSET);
        }
        return new GaussianCloud(positions(blocks[0]), opacities, scales, rotations(blocks[4]), colors, sh(blocks[5]));
    }

    private float[] positions(byte[] block) {
        float[] means = new float[3 * count];
        for (int i = 0; i < means.length; i++) {
            if (version < SpzLayout.FIXED_POINT) {
                means[i] = Float.float16ToFloat((short) ((block[2 * i] & 0xff) | block[2 * i + 1] << 8));
            } else {
                int fixed = (block[3 * i] & 0xff) | (block[3 * i + 1] & 0xff) << 8 | block[3 * i + 2] << 16;
                means[i] = Math.scalb((float) fixed, -fractionalBits);
            }
        }
        return means;
    }

    private float[] rotations(byte[] block) {
        float[] quats = new float[4 * count];
        ByteBuffer in = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            if (version < SpzLayout.SMALLEST_THREE) {
                SpzLayout.unpackFirstThree(in.get() & 0xff, in.get() & 0xff, in.get() & 0xff, quats, 4 * i);
            } else {
                SpzLayout.unpackRotation(in.getInt(), quats, 4 * i);
            }
        }
        return quats;
    }

    private float[] sh(byte[] block) {
        int stored = 3 * ((shDegree + 1) * (shDegree + 1) - 1);
        int kept = 3 * GaussianCloud.shCoefficients(Math.min(shDegree, GaussianCloud.MAX_SH_DEGREE));
        float[] sh = new float[Math.multiplyExact(kept, count)];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < kept; k++) {
                sh[i * kept + k] = ((block[i * stored + k] & 0xff) - SpzLayout.SH_ZERO) / (float) SpzLayout.SH_ZERO;
            }
        }
        return sh;
    }
}
