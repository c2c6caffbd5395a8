package org.ouroboros3d.train;

import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.tensor.Tensor;

/**
 * The random numbers of some objects of a batch: those that they would get if all objects of the batch were drawn together,
 * so that it does not matter how a batch is divided among ranks.
 *
 * @param noise the generator
 * @param before objects of the batch that come before these
 * @param count how many these are
 */
record RowDraws(HostNoise noise, int before, int count) {
    static RowDraws of(HostNoise noise, TrainingBatch batch) {
        return new RowDraws(noise, batch.before(), batch.size());
    }

    /**
     * {@return normals of a stream on the host}
     *
     * @param shape whose first size is a multiple of the number of objects
     */
    Tensor normal(long stream, long... shape) {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        return Tensor.of(normals(stream, Math.toIntExact(elements / count)), shape);
    }

    /** {@return normals of a stream, some for each object} */
    float[] normals(long stream, int perObject) {
        return noise.normals(stream, (long) before * perObject, Math.multiplyExact(count, perObject));
    }

    /** {@return a number of a stream from (0, 1) for each object} */
    double[] uniforms(long stream) {
        return Arrays.copyOfRange(noise.uniforms(stream, before + count), before, before + count);
    }

    /** {@return a noise level of a stream for each object} */
    List<Double> levels(NoiseLevels levels, long stream) {
        return levels.draw(noise, stream, before + count).subList(before, before + count);
    }
}
