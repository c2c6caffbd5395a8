package org.ouroboros3d.svd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.adapter.Adapter;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.HarmonicEmbedding;
import org.ouroboros3d.geometry.PluckerRays;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.model.DenoiserInput;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Group;
import org.ouroboros3d.weights.Weights;

/**
 * The denoiser of Ouroboros3D: the video UNet with camera rays added before every level and with the features of the
 * fed-back colours and coordinates.
 *
 * <p>Follows Ouroboros3D at 8e64942f, {@code src/models/unet/mv_unet.py}, whose state dict has the same keys.
 */
public final class MVModel implements MultiViewDenoiser {
    private static final int RAY_COORDINATES = 6;

    private final UNetConfig config;
    private final Geometry geometry;
    private final UNetSpatioTemporalConditionModel unet;
    private final Adapter colorEncoder;
    private final Adapter coordinateEncoder;
    private final List<PluckerEmbedding> downPlucker = new ArrayList<>();
    private final PluckerEmbedding midPlucker;
    private final List<PluckerEmbedding> upPlucker = new ArrayList<>();

    /**
     * Takes the denoiser's weights.
     *
     * @param w keys {@code unet}, {@code cond_encoder.N}, {@code down_plucker.N}, {@code mid_plucker} and
     *     {@code up_plucker.N}
     * @param geometry the rays that the weights were trained with
     * @param temporalContext see there
     */
    public MVModel(Weights w, MVModelConfig config, Geometry geometry, TemporalContext temporalContext) {
        this.config = config.unet();
        this.geometry = geometry;
        unet = new UNetSpatioTemporalConditionModel(w.at("unet"), config.unet(), temporalContext);
        colorEncoder = new Adapter(
                w.at("cond_encoder.0").group(Group.ADAPTERS),
                config.condEncoder().get(0));
        coordinateEncoder = new Adapter(
                w.at("cond_encoder.1").group(Group.ADAPTERS),
                config.condEncoder().get(1));
        int harmonics = HarmonicEmbedding.outputChannels(RAY_COORDINATES);
        for (int i = 0; i < this.config.levels(); i++) {
            downPlucker.add(new PluckerEmbedding(w.at("down_plucker." + i), harmonics, this.config.downInChannels(i)));
            upPlucker.add(new PluckerEmbedding(w.at("up_plucker." + i), harmonics, this.config.upInChannels(i)));
        }
        midPlucker = new PluckerEmbedding(w.at("mid_plucker"), harmonics, this.config.midChannels());
    }

    /**
     * {@inheritDoc}
     *
     * <p>The embeddings are those of the rays for the levels down, the coarsest, and the levels up, then those of the
     * frames' numbers for each transformer. All depend on the weights, so that training prepares cameras anew each step.
     */
    @Override
    public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
        ShapeCheck.require("MVModel.prepareCameras", "c2w", c2w, "[B, F, 4, 4]");
        ShapeCheck.require(
                "MVModel.prepareCameras", "intrinsics", intrinsics, "[" + c2w.size(0) + ", " + c2w.size(1) + ", 3, 3]");
        int multiple = config.sizeMultiple();
        if (height % multiple != 0 || width % multiple != 0) {
            throw new IllegalArgumentException("Height and width of the latents must be multiples of " + multiple
                    + ", got " + height + " x " + width);
        }
        int last = config.levels() - 1;
        boolean channelsLast = unet.isChannelsLast();
        List<Tensor> embeddings = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> harmonics = new ArrayList<>();
            for (int level = 0; level <= last; level++) {
                harmonics.add(harmonics(c2w, intrinsics, height >> level, width >> level));
                embeddings.add(downPlucker.get(level).planes(harmonics.getLast(), channelsLast));
            }
            embeddings.add(midPlucker.planes(harmonics.getLast(), channelsLast));
            for (int level = 0; level <= last; level++) {
                embeddings.add(upPlucker.get(level).planes(harmonics.get(last - level), channelsLast));
            }
            embeddings.addAll(unet.framePositions(c2w.device(), Math.toIntExact(c2w.size(1))));
            embeddings.forEach(scope::moveToOuter);
        }
        return new PreparedCameras(embeddings);
    }

    /** {@inheritDoc} It depends on the weights, so that training prepares times anew each step. */
    @Override
    public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds) {
        return unet.prepareTimes(device, timesteps, addedTimeIds);
    }

    /** As the other, telling a listener what the two embeddings return. */
    public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds, BlockListener listener) {
        return unet.prepareTimes(device, timesteps, addedTimeIds, listener);
    }

    /** {@inheritDoc} The levels are the sums of both adapters' features. */
    @Override
    public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
        ShapeCheck.require("MVModel.encodeFeedback", "colors", colors, "[B, F, C, H, W]");
        ShapeCheck.require("MVModel.encodeFeedback", "coordinates", coordinates, "[B, F, C, H, W]");
        List<Tensor> sums = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> ofColors = colorEncoder.forward(Shapes.flatten(colors, 0, 1));
            List<Tensor> ofCoordinates = coordinateEncoder.forward(Shapes.flatten(coordinates, 0, 1));
            for (int i = 0; i < ofColors.size(); i++) {
                sums.add(scope.moveToOuter(Arithmetic.add(ofColors.get(i), ofCoordinates.get(i))));
            }
        }
        return new FeedbackFeatures(sums);
    }

    @Override
    public Tensor denoise(DenoiserInput input) {
        return denoise(input, BlockListener.NONE);
    }

    /** As the other, telling a listener what the blocks of the UNet return. */
    public Tensor denoise(DenoiserInput input, BlockListener listener) {
        int levels = config.levels();
        int rays = 2 * levels + 1;
        List<Tensor> embeddings = input.cameras().embeddings();
        if (embeddings.size() <= rays) {
            throw new IllegalArgumentException("Cameras were prepared by another model: expected more than " + rays
                    + " embeddings, got " + embeddings.size());
        }
        UNetAdditions additions = new UNetAdditions(
                embeddings.subList(0, levels),
                Optional.of(embeddings.get(levels)),
                embeddings.subList(levels + 1, rays),
                input.feedback().levels(),
                embeddings.subList(rays, embeddings.size()));
        return unet.forward(input.sample(), input.times(), input.encoderHiddenStates(), additions, listener);
    }

    private Tensor harmonics(Tensor c2w, Tensor intrinsics, int height, int width) {
        try (TensorScope scope = TensorScope.open()) {
            PluckerRays rays = PluckerRays.cast(geometry, c2w, intrinsics, height, width);
            return scope.moveToOuter(HarmonicEmbedding.of(rays.coordinates(geometry)));
        }
    }
}
