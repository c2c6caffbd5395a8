package org.ouroboros3d.tests.checkpoint;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.ouroboros3d.clip.ClipVisionConfig;
import org.ouroboros3d.clip.ClipVisionModelWithProjection;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.lgm.LargeMultiViewGaussianModel;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.load.ModelFolder;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.svd.MVModel;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.svd.UNetConfig;
import org.ouroboros3d.svd.UNetSpatioTemporalConditionModel;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeConfig;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.vae.VaeEncoder;
import org.ouroboros3d.weights.Weights;

/** Every network of a model loaded strictly from its folders, and held until closed. */
final class OfficialNetworks implements AutoCloseable {
    private final Arena files = Arena.ofShared();
    private final TensorScope weights = TensorScope.detached();
    private final DType precision;
    private final BiConsumer<String, Long> progress;
    private final Map<String, Long> parameters = new LinkedHashMap<>();

    /** @param progress hears of each network, and of its parameters, when it is loaded */
    OfficialNetworks(DType precision, BiConsumer<String, Long> progress) {
        this.precision = precision;
        this.progress = progress;
    }

    /**
     * Loads the four networks that generation needs.
     *
     * @param reconModel the sizes of LGM, which the published folder does not hold
     */
    void loadModel(Path ouroboros, Path svd, LgmConfig reconModel) {
        ModelFolder folder = ModelFolder.open(ouroboros, svd);
        load(
                folder,
                ModelPart.IMAGE_ENCODER,
                w -> new ClipVisionModelWithProjection(
                        w, ClipVisionConfig.fromJson(folder.config(ModelPart.IMAGE_ENCODER))));
        VaeConfig vae = VaeConfig.fromJson(folder.config(ModelPart.VAE));
        load(folder, ModelPart.VAE, w -> {
            new VaeEncoder(w, vae);
            new VaeDecoder(w, vae);
        });
        MVModelConfig mvModel = MVModelConfig.fromJson(folder.config(ModelPart.MV_MODEL));
        load(folder, ModelPart.MV_MODEL, w -> new MVModel(w, mvModel, Geometry.OFFICIAL, TemporalContext.FIXED));
        load(folder, ModelPart.RECON_MODEL, w -> new LargeMultiViewGaussianModel(w, reconModel, Geometry.OFFICIAL));
    }

    /** Loads SVD's own UNet, from which training starts. */
    void loadUnet(Path svd) {
        ModelFolder folder = ModelFolder.open(svd);
        load(
                folder,
                ModelPart.UNET,
                w -> new UNetSpatioTemporalConditionModel(
                        w, UNetConfig.fromJson(folder.config(ModelPart.UNET)), TemporalContext.FIXED));
    }

    /** Loads LGM as its authors published it. */
    void loadLgm(Path lgm, LgmConfig config) {
        load(
                ModelFolder.open(lgm),
                ModelPart.RECON_MODEL,
                w -> new LargeMultiViewGaussianModel(w, config.withoutTimeEmbedding(), Geometry.CANONICAL));
    }

    /** {@return the number of parameters of each network loaded so far} */
    Map<String, Long> parameters() {
        return parameters;
    }

    private void load(ModelFolder folder, ModelPart part, Consumer<Weights> network) {
        Weights source = folder.weights(part, files, precision, Device.CPU, weights);
        network.accept(source);
        source.requireAllUsed();
        long count = source.asked().values().stream()
                .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
                .sum();
        String name = folder.file(part).getFileName() + " (" + part.key() + ")";
        parameters.put(name, count);
        progress.accept(name, count);
    }

    @Override
    public void close() {
        weights.close();
        files.close();
    }
}
