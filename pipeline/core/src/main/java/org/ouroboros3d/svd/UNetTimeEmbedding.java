package org.ouroboros3d.svd;

import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.nn.TimestepEmbedding;
import org.ouroboros3d.nn.Timesteps;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Group;
import org.ouroboros3d.weights.Weights;

/** Embeds the time of the noise level and the added time ids: sinusoids and a perceptron for each, summed. */
final class UNetTimeEmbedding {
    private static final String PREPARE = "UNetSpatioTemporalConditionModel.prepareTimes";

    private final int idsPerRow;
    private final int idChannels;
    private final Timesteps timeProj;
    private final TimestepEmbedding timeEmbedding;
    private final Timesteps addTimeProj;
    private final TimestepEmbedding addEmbedding;

    /** @param w keys {@code time_embedding} and {@code add_embedding} */
    UNetTimeEmbedding(Weights w, UNetConfig config) {
        int width = config.blockOutChannels().getFirst();
        int embedding = config.timeEmbedDim();
        idsPerRow = config.addedTimeIds();
        idChannels = config.projectionClassEmbeddingsInputDim();
        timeProj = new Timesteps(width);
        timeEmbedding =
                new TimestepEmbedding(w.at("time_embedding").group(Group.TIME_EMBEDDING), width, embedding, embedding);
        addTimeProj = new Timesteps(config.additionTimeEmbedDim());
        addEmbedding = new TimestepEmbedding(
                w.at("add_embedding").group(Group.TIME_EMBEDDING), idChannels, embedding, embedding);
    }

    /**
     * {@return the embedding, {@code [N, T]}}
     *
     * @param timesteps one for all rows, or one for each of the N
     * @param addedTimeIds one row of numbers for all, or one for each of the N
     */
    Tensor forward(Device device, float[] timesteps, float[] addedTimeIds, BlockListener listener) {
        requireRows(timesteps.length, addedTimeIds.length);
        try (TensorScope scope = TensorScope.open()) {
            Tensor time = timeEmbedding.forward(timeProj.forward(device, timesteps));
            listener.returned("time_embedding", time);
            Tensor rows = Shapes.reshape(addTimeProj.forward(device, addedTimeIds), -1, idChannels);
            Tensor added = addEmbedding.forward(rows);
            listener.returned("add_embedding", added);
            return scope.moveToOuter(Arithmetic.add(time, added));
        }
    }

    private void requireRows(int times, int ids) {
        if (times == 0) {
            throw new ShapeException(PREPARE, "timesteps", "[N], one for each noise level", new long[] {times});
        }
        boolean fits = times == 1 ? ids > 0 && ids % idsPerRow == 0 : ids == idsPerRow || ids == times * idsPerRow;
        if (!fits) {
            String each = times == 1 ? "a multiple of it" : "[" + times * idsPerRow + "]";
            String expected = "[" + idsPerRow + "] or " + each + " where timesteps are [" + times + "]";
            throw new ShapeException(PREPARE, "addedTimeIds", expected, new long[] {ids});
        }
    }
}
