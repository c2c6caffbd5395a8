package org.ouroboros3d.verify;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Knows which check runs the golden files of which module. */
public final class GoldenChecks {
    private static final Map<String, GoldenCheck> BY_MODULE = Map.ofEntries(
            Map.entry("adapter_xl", new AdapterCheck()),
            Map.entry("camera", new CameraCheck()),
            Map.entry("clip_preprocess", new ClipChecks.OfPreprocessing()),
            Map.entry("clip_vision_projection", new ClipChecks.OfVisionTower()),
            Map.entry("euler_scheduler", new EulerSchedulerCheck()),
            Map.entry("lgm_gaussians", new LgmChecks.OfGaussians()),
            Map.entry("lgm_rays", new LgmChecks.OfRays()),
            Map.entry("lgm_unet", new LgmChecks.OfUnet()),
            Map.entry("lpips", new MetricChecks.OfLpips()),
            Map.entry("mv_unet", new MVModelCheck()),
            Map.entry("plucker_rays", new GeometryChecks.OfPluckerRays()),
            Map.entry("ply_compat", new PlyCompatCheck()),
            Map.entry("loop", new LoopCheck()),
            Map.entry("loop_weights", new LoopWeightsCheck()),
            Map.entry("position_map", new GeometryChecks.OfPositionMap()),
            Map.entry("psnr", new MetricChecks.OfPsnr()),
            Map.entry("pth_checkpoint", new PthCheckpointCheck()),
            Map.entry("raster_backward", new RasterBackwardCheck()),
            Map.entry("raster_forward", new RasterForwardCheck()),
            Map.entry("recenter", new RecenterCheck()),
            Map.entry("render_cameras", new CameraCheck()),
            Map.entry("ssim", new MetricChecks.OfSsim()),
            Map.entry("svd_conditioning", new SvdConditioningCheck()),
            Map.entry("train_step", new TrainStepCheck()),
            Map.entry("unet_spatio_temporal", new UNetCheck()),
            Map.entry("vae_decoder", new VaeChecks.OfDecoder()),
            Map.entry("vae_encoder", new VaeChecks.OfEncoder()));

    private GoldenChecks() {}

    /** {@return the check for golden files whose metadata names {@code module}, empty when there is none} */
    public static Optional<GoldenCheck> forModule(String module) {
        return Optional.ofNullable(BY_MODULE.get(module));
    }

    /** {@return the modules that have a check} */
    public static Set<String> modules() {
        return BY_MODULE.keySet();
    }
}
