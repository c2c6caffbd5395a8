package org.ouroboros3d.svd;

import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.nn.TimestepEmbedding;
import org.ouroboros3d.nn.Timesteps;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** Embeds the time of the noise level and the added time ids: sinusoids and a perceptron for each, summed. */
final class UNetTimeEmbedding {
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
        timeEmbedding = new TimestepEmbedding(w.at("time_embedding"), width, embedding, embedding);
        addTimeProj = new Timesteps(config.additionTimeEmbedDim());
        addEmbedding = new TimestepEmbedding(w.at("add_embedding"), idChannels, embedding, embedding);
    }

    /**
     * {@return the embedding, {@code [B, T]}, or {@code [1, T]} where time and ids are one for all}
     *
     * @param batch B
     * @param timesteps one for all, or one for each element of the batch
     * @param addedTimeIds one row for all, or one for each element of the batch
     */
    Tensor forward(Device device, int batch, float[] timesteps, float[] addedTimeIds, BlockListener listener) {
        requireRows("timesteps", timesteps.length, 1, batch);
        requireRows("addedTimeIds", addedTimeIds.length, idsPerRow, batch);
        try (TensorScope scope = TensorScope.open()) {
            Tensor time = timeEmbedding.forward(timeProj.forward(device, timesteps));
            listener.returned("time_embedding", time);
            Tensor rows = Shapes.reshape(addTimeProj.forward(device, addedTimeIds), -1, idChannels);
            Tensor added = addEmbedding.forward(rows);
            listener.returned("add_embedding", added);
            return scope.moveToOuter(Arithmetic.add(time, added));
        }
    }

    private static void requireRows(String argument, int length, int row, int batch) {
        if (length != row && length != batch * row) {
            String expected = "[" + row + "] or [" + batch * row + "]";
            throw new ShapeException("UNetSpatioTemporalConditionModel", argument, expected, new long[] {length});
        }
    }
}
