package org.ouroboros3d.bench;

import org.ouroboros3d.model.LatentDecoder;
import org.ouroboros3d.tensor.Tensor;

/**
 * A decoder that decodes the last latents of every run a second time, as a loop does that makes its pictures after the last
 * step. Unlike other decoders it counts its calls: use it for whole runs of one length, which decode once a step.
 */
final class LastLatentsDecodedAgain implements LatentDecoder {
    private final LatentDecoder decoder;
    private final int steps;
    private long decoded;

    /** @param steps of a run */
    LastLatentsDecodedAgain(LatentDecoder decoder, int steps) {
        this.decoder = decoder;
        this.steps = steps;
    }

    @Override
    public Tensor decode(Tensor latents) {
        decoded++;
        if (decoded % steps == 0) {
            decoder.decode(latents).close();
        }
        return decoder.decode(latents);
    }
}
