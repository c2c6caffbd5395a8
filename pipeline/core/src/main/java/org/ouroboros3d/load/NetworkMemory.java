package org.ouroboros3d.load;

import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.lgm.ReconstructorMemory;
import org.ouroboros3d.svd.DenoiserMemory;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.vae.DecoderMemory;
import org.ouroboros3d.vae.EncoderMemory;
import org.ouroboros3d.vae.VaeConfig;

/**
 * What the networks of a configuration take, from their sizes. The objects of a batch go through all of them together, but
 * for the decoder, which takes them one by one. The image encoder's few tokens are not counted, nor the rows of
 * the noise levels, nor what the rasterizer sorts: {@link MemoryPlan#SPARE} is for them.
 */
final class NetworkMemory implements RunMemory {
    /** Decoded colours, and rendered colours, alpha, depth and coordinates. */
    private static final int MAPS = 3 + 3 + 1 + 1 + 3;

    private final VaeConfig vae;
    private final MVModelConfig mvModel;
    private final LgmConfig reconModel;
    private final int imageSize;
    private final Precision precision;
    private final boolean sequential;

    /** @param sequential whether the denoiser takes the samples of a batch one after the other */
    NetworkMemory(ModelNetworks networks, Precision precision, boolean sequential) {
        this.vae = networks.vae();
        this.mvModel = networks.mvModel();
        this.reconModel = networks.reconModel();
        this.imageSize = networks.info().imageSize();
        this.precision = precision;
        this.sequential = sequential;
    }

    @Override
    public long activations(ModelComponent component, RunSize run, int frames) {
        return switch (component) {
            case IMAGE_ENCODER, TIME_EMBEDDING -> 0;
            case LATENT_ENCODER -> EncoderMemory.bytes(vae, run.objects(), imageSize, DType.FLOAT32);
            case ADAPTERS ->
                DenoiserMemory.encoding(mvModel, run.objects(), run.views(), imageSize, precision.denoiser());
            case DENOISER ->
                DenoiserMemory.bytes(mvModel, samples(run), run.views(), latentSize(), precision.denoiser());
            case LATENT_DECODER -> DecoderMemory.bytes(vae, frames, imageSize, precision.decoder());
            case RECONSTRUCTOR -> ReconstructorMemory.bytes(reconModel, run.objects(), precision.reconstructor());
        };
    }

    private int samples(RunSize run) {
        return sequential ? 1 : run.objects() * run.branches();
    }

    /** Embedded cameras, and of each object the maps of a step and of the one before, and features of these. */
    @Override
    public long kept(RunSize run) {
        long maps = (long) MAPS * Float.BYTES * run.views() * imageSize * imageSize;
        long features = DenoiserMemory.features(mvModel, run.views(), latentSize(), precision.denoiser());
        return DenoiserMemory.cameras(mvModel, run.views(), latentSize(), precision.denoiser())
                + run.objects() * 2L * (maps + features);
    }

    private int latentSize() {
        return imageSize / vae.downsampling();
    }
}
