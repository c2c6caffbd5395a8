package org.ouroboros3d.vae;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.model.LatentDecoder;
import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Group;
import org.ouroboros3d.weights.Weights;

/**
 * The decoder half of SVD's autoencoder, with the scaling and the chunks of {@code
 * StableVideoDiffusionPipeline.decode_latents}.
 *
 * <p>The frames of all samples are laid end to end and decoded in chunks, each as one clip. More than one sample with
 * {@code B F} above the chunk's size therefore puts frames of two samples into one clip, as the reference does; pass
 * samples one by one to keep them apart.
 */
public final class VaeDecoder implements LatentDecoder {
    /** Frames of a chunk in the published pipeline. */
    public static final int DECODE_CHUNK_SIZE = 14;

    private final VaeConfig config;
    private final TemporalDecoder decoder;
    private final int decodeChunkSize;

    /** A decoder with the published chunk size of {@value #DECODE_CHUNK_SIZE} frames. */
    public VaeDecoder(Weights w, VaeConfig config) {
        this(w, config, DECODE_CHUNK_SIZE);
    }

    /**
     * A decoder with a chunk size of its own.
     *
     * @param w the root of the {@code vae} folder's state dict; reads {@code decoder.*}
     * @param decodeChunkSize how many frames are decoded together, at least 1; fewer take less memory and give other
     *     pictures, as frames see their neighbours
     */
    public VaeDecoder(Weights w, VaeConfig config, int decodeChunkSize) {
        if (decodeChunkSize < 1) {
            throw new IllegalArgumentException("decodeChunkSize must be at least 1, not " + decodeChunkSize);
        }
        this.config = config;
        this.decoder = new TemporalDecoder(w.at("decoder").group(Group.DECODER).passingColors(), config);
        this.decodeChunkSize = decodeChunkSize;
    }

    /** {@return the network alone: one clip, no scaling} */
    public TemporalDecoder network() {
        return decoder;
    }

    /**
     * {@return frames {@code [B, F, outChannels, H, W]}, nominally in [-1, 1] and not clamped}
     *
     * @param latents {@code [B, F, latentChannels, h, w]} as the denoiser predicts them
     */
    @Override
    public Tensor decode(Tensor latents) {
        ShapeCheck.require("VaeDecoder.decode", "latents", latents, "[B, F, " + config.latentChannels() + ", h, w]");
        try (TensorScope scope = TensorScope.open()) {
            Tensor frames = decodeChunks(Arithmetic.mul(Shapes.flatten(latents, 0, 1), 1 / config.scalingFactor()));
            return scope.moveToOuter(Shapes.reshape(
                    frames, latents.size(0), latents.size(1), frames.size(1), frames.size(2), frames.size(3)));
        }
    }

    private Tensor decodeChunks(Tensor latents) {
        long count = latents.size(0);
        if (count <= decodeChunkSize) {
            return decoder.forward(latents);
        }
        List<Tensor> chunks = new ArrayList<>();
        for (long start = 0; start < count; start += decodeChunkSize) {
            long length = Math.min(decodeChunkSize, count - start);
            chunks.add(decoder.forward(Shapes.narrow(latents, 0, start, length)));
        }
        return Shapes.cat(chunks, 0);
    }
}
