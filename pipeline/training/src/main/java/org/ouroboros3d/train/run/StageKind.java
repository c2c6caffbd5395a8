package org.ouroboros3d.train.run;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.ouroboros3d.load.ModelPart;

/** What a run trains, in the order in which a model is trained from nothing. */
public enum StageKind {
    /** The autoencoder. */
    VAE,
    /** The reconstructor from random weights, until its Gaussians show each view on a plane. */
    BILLBOARDS,
    /** The reconstructor, until each pixel's Gaussian is on the surface that the pixel shows; needs known depths. */
    SURFACES,
    /** The reconstructor on clean views. */
    RECONSTRUCTOR,
    /** The denoiser without feedback. */
    DENOISER,
    /** Denoiser and reconstructor together, with feedback. */
    JOINT;

    /**
     * {@return the parts whose weights change}
     *
     * @param imageEncoder whether the image encoder is trained where the denoiser is
     */
    public Set<ModelPart> parts(boolean imageEncoder) {
        EnumSet<ModelPart> trained = switch (this) {
            case VAE -> EnumSet.of(ModelPart.VAE);
            case BILLBOARDS, SURFACES, RECONSTRUCTOR -> EnumSet.of(ModelPart.RECON_MODEL);
            case DENOISER -> EnumSet.of(ModelPart.MV_MODEL);
            case JOINT -> EnumSet.of(ModelPart.MV_MODEL, ModelPart.RECON_MODEL);
        };
        if (imageEncoder && diffusion()) {
            trained.add(ModelPart.IMAGE_ENCODER);
        }
        return trained;
    }

    /** {@return whether the loss compares pictures} */
    public boolean comparesPictures() {
        return this != BILLBOARDS && this != SURFACES && this != DENOISER;
    }

    /** {@return whether noise is added and removed} */
    public boolean diffusion() {
        return this == DENOISER || this == JOINT;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
