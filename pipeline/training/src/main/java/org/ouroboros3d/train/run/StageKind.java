package org.ouroboros3d.train.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.train.TrainableModel;

/** What a run trains, in the order in which a model is trained from nothing. */
public enum StageKind {
    /** The autoencoder. */
    VAE,
    /** Pretraining of the reconstructor from random weights: its Gaussians show each view on a plane. */
    PRETRAIN_PLANES,
    /** Pretraining of the reconstructor on known depths: each pixel's Gaussian is at the depth of that pixel. */
    PRETRAIN_DEPTH,
    /** The reconstructor on clean views. */
    RECONSTRUCTOR,
    /** The denoiser without feedback. */
    DENOISER,
    /** Denoiser and reconstructor together, with feedback. */
    JOINT,
    /** The detail head, on what the reconstructor makes. */
    DETAIL;

    private static final System.Logger LOG = System.getLogger(StageKind.class.getName());

    /** What configurations and checkpoints called stages that have other names now. */
    private static final Map<String, StageKind> FORMER_NAMES =
            Map.of("billboards", PRETRAIN_PLANES, "surfaces", PRETRAIN_DEPTH);

    /**
     * {@return the stage of a name, such as {@code pretrain-planes}} A former name is accepted and logged as a warning.
     *
     * @throws IllegalArgumentException if there is no such stage
     */
    @JsonCreator
    public static StageKind named(String name) {
        for (StageKind stage : values()) {
            if (stage.toString().equals(name)) {
                return stage;
            }
        }
        StageKind renamed = FORMER_NAMES.get(name);
        if (renamed == null) {
            throw new IllegalArgumentException(
                    "\"stage\" must be one of " + Arrays.toString(values()) + ", got \"" + name + "\"");
        }
        LOG.log(System.Logger.Level.WARNING, "the stage {0} is now called {1}", name, renamed);
        return renamed;
    }

    /** {@return the present name of a stage, of which a checkpoint may have a former one} */
    static String presentName(String name) {
        StageKind renamed = FORMER_NAMES.get(name);
        return renamed == null ? name : renamed.toString();
    }

    /**
     * {@return the parts whose weights change}
     *
     * @param imageEncoder whether the image encoder is trained where the denoiser is
     */
    public Set<ModelPart> parts(boolean imageEncoder) {
        EnumSet<ModelPart> trained = switch (this) {
            case VAE -> EnumSet.of(ModelPart.VAE);
            case PRETRAIN_PLANES, PRETRAIN_DEPTH, RECONSTRUCTOR -> EnumSet.of(ModelPart.RECON_MODEL);
            case DENOISER -> EnumSet.of(ModelPart.MV_MODEL);
            case JOINT -> EnumSet.of(ModelPart.MV_MODEL, ModelPart.RECON_MODEL);
            case DETAIL -> EnumSet.of(ModelPart.DETAIL_MODEL);
        };
        if (imageEncoder && diffusion()) {
            trained.add(ModelPart.IMAGE_ENCODER);
        }
        return trained;
    }

    /** {@return width and height in pixels of the pictures that it trains a model on} */
    int imageSize(TrainableModel model) {
        return this == DETAIL
                ? model.modules().networks().detail().orElseThrow().imageSize()
                : model.info().imageSize();
    }

    /** {@return whether the loss compares pictures} */
    public boolean comparesPictures() {
        return this != PRETRAIN_PLANES && this != PRETRAIN_DEPTH && this != DENOISER;
    }

    /** {@return whether noise is added and removed} */
    public boolean diffusion() {
        return this == DENOISER || this == JOINT;
    }

    /** {@return the name in configurations, such as {@code pretrain-planes}} */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
