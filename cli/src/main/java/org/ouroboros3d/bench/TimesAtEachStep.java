package org.ouroboros3d.bench;

import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.ForwardingDenoiser;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * A denoiser that embeds the time of its noise level anew whenever it denoises, in runs whose levels share their ids and whose
 * steps are not recorded.
 */
final class TimesAtEachStep extends ForwardingDenoiser {
    TimesAtEachStep(MultiViewDenoiser denoiser) {
        super(denoiser);
    }

    /** {@inheritDoc} They are the numbers themselves, on the host: in each row the time and, after it, the ids of all. */
    @Override
    public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds) {
        int width = 1 + addedTimeIds.length;
        float[] rows = new float[timesteps.length * width];
        for (int i = 0; i < timesteps.length; i++) {
            rows[i * width] = timesteps[i];
            System.arraycopy(addedTimeIds, 0, rows, i * width + 1, addedTimeIds.length);
        }
        return new PreparedTimes(Tensor.of(rows, timesteps.length, width));
    }

    @Override
    public Tensor denoise(
            Tensor sample,
            PreparedTimes times,
            Tensor encoderHiddenStates,
            PreparedCameras cameras,
            FeedbackFeatures feedback) {
        try (TensorScope scope = TensorScope.open()) {
            PreparedTimes embedded = embedded(times.embeddings(), sample.device());
            return scope.moveToOuter(super.denoise(sample, embedded, encoderHiddenStates, cameras, feedback));
        }
    }

    private PreparedTimes embedded(Tensor rows, Device device) {
        float[] numbers = rows.toFloatArray();
        int levels = Math.toIntExact(rows.size(0));
        int ids = Math.toIntExact(rows.size(1)) - 1;
        float[] timesteps = new float[levels];
        float[] addedTimeIds = new float[levels * ids];
        for (int i = 0; i < levels; i++) {
            timesteps[i] = numbers[i * (1 + ids)];
            System.arraycopy(numbers, i * (1 + ids) + 1, addedTimeIds, i * ids, ids);
        }
        return super.prepareTimes(device, timesteps, addedTimeIds);
    }
}
