package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.gaussian.Gaussians;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.model.DetailInput;
import org.ouroboros3d.model.DetailModel;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Indexing;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.render.GaussianFinish;
import org.ouroboros3d.render.GaussianPacking;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Trains the detail head on what the reconstructor makes of clean or degraded views: the refined Gaussians must render as
 * the input image in all of its pixels and as some of the other views, and lie where the surface is.
 */
public final class DetailStage implements TrainingStage {
    /** Uses of noise in a step that are not the degradation's have streams far from its own. */
    private static final long SIZES = 1L << 48;

    private static final long VIEWS = 1L << 49;

    /** Other views of an object that a step renders. */
    private static final int OTHERS = 3;
    /** Only such a pixel's depth is that of one surface. */
    private static final double COVERED = 0.99;

    private final Parameters parameters;
    private final TrainingModules modules;
    private final DetailModel head;
    private final GaussianFinishes finishes;
    private final ImageLoss loss;
    private final RenderSizes renderSizes;
    private final ViewDegradation degradation;
    private final double otherWeight;
    private final double depthWeight;
    private final HostNoise noise;
    private final Rasterizer rasterizer = Rasterizer.create();

    /** Low-passes what the loop makes, as a generation does before the detail head. */
    private record GaussianFinishes(ModelInfo info) {
        Tensor lowPassed(Tensor gaussians, ViewTensors views) {
            try (TensorScope scope = TensorScope.open()) {
                GaussianFinish finish = new GaussianFinish(info, Optional.empty(), cameras(views));
                Gaussians filtered = Gaussians.of(finish.lowPassed(gaussians), gaussians.device());
                return scope.moveToOuter(GaussianPacking.pack(filtered));
            }
        }

        private static Cameras cameras(ViewTensors views) {
            float[] c2w = views.c2w().toFloatArray();
            float[] k = views.intrinsics().toFloatArray();
            List<double[]> poses = new ArrayList<>();
            List<Intrinsics> intrinsics = new ArrayList<>();
            for (int v = 0; v < views.count(); v++) {
                double[] pose = new double[16];
                for (int i = 0; i < pose.length; i++) {
                    pose[i] = c2w[16 * v + i];
                }
                poses.add(pose);
                intrinsics.add(new Intrinsics(k[9 * v], k[9 * v + 4], k[9 * v + 2], k[9 * v + 5]));
            }
            return Cameras.of(poses, intrinsics);
        }
    }

    /**
     * Makes the stage; nothing is computed yet.
     *
     * @param info of the model, which has a detail head
     * @param loss of the renderings
     * @param renderSizes sizes of the other views' renderings
     * @param degradation of the views that the reconstructor is given
     * @param otherWeight of the other views' loss beside that of the input image
     * @param depthWeight of the mean distance from the surface along the rays, in world units
     * @param noise that all draws are from
     */
    public DetailStage(
            Parameters parameters,
            TrainingModules modules,
            ModelInfo info,
            ImageLoss loss,
            RenderSizes renderSizes,
            ViewDegradation degradation,
            double otherWeight,
            double depthWeight,
            HostNoise noise) {
        this.parameters = parameters;
        this.modules = modules;
        this.head = modules.networks()
                .detail()
                .orElseThrow(() -> new IllegalArgumentException("the model has no detail head"));
        this.finishes = new GaussianFinishes(info);
        this.loss = loss;
        this.renderSizes = renderSizes;
        this.degradation = degradation;
        this.otherWeight = otherWeight;
        this.depthWeight = depthWeight;
        this.noise = noise;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    /** {@inheritDoc} The batch's images have the size of the detail head's, and their surfaces are known. */
    @Override
    public StepLosses accumulate(TrainingBatch batch, long step, double lossScale) {
        if (batch.imageSize() != head.imageSize()) {
            throw new ShapeException(
                    "DetailStage",
                    "images",
                    "[B, F, 3, " + head.imageSize() + ", " + head.imageSize() + "]",
                    batch.images().shape());
        }
        Map<String, Double> sums = new LinkedHashMap<>();
        try (TensorScope scope = TensorScope.open()) {
            Tensor given = given(batch, step);
            for (int b = 0; b < batch.size(); b++) {
                try (TensorScope object = TensorScope.open();
                        GradMode recording = GradMode.enabled()) {
                    Tensor gaussians = Shapes.narrow(given, 0, b, 1);
                    one(gaussians, batch, b, step, lossScale / batch.size())
                            .terms()
                            .forEach((name, value) -> sums.merge(name, value / batch.size(), Double::sum));
                }
            }
        }
        return new StepLosses(sums);
    }

    /** What the loop would hand over, {@code [B, N, 14]}. */
    private Tensor given(TrainingBatch batch, long step) {
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            TrainingBatch small = batch.shrunk(finishes.info().imageSize());
            ViewDegradation.Views seen = degradation.of(modules, small, noise, step);
            Tensor made = modules.networks()
                    .reconstructor()
                    .reconstruct(seen.images(), small.c2w(), small.intrinsics(), seen.timesteps());
            List<Tensor> filtered = new ArrayList<>();
            for (int b = 0; b < batch.size(); b++) {
                filtered.add(finishes.lowPassed(
                        Shapes.narrow(made, 0, b, 1), small.views().get(b)));
            }
            return scope.moveToOuter(Shapes.cat(filtered, 0));
        }
    }

    private StepLosses one(Tensor given, TrainingBatch batch, int object, long step, double lossScale) {
        ViewTensors views = batch.views().get(object);
        DetailModel.Detail detail = head.refine(given, input(batch, object));
        int size = renderSizes.draw(noise, SIZES + step);
        List<Integer> others = others(batch, object, step);
        try (BatchRendering front = rendering(detail.gaussians(), views.narrow(0, 1), head.imageSize());
                Renderings seen = new Renderings(others.stream()
                        .map(v ->
                                rendering(detail.gaussians(), views.narrow(v, 1).at(size), size))
                        .toList())) {
            Tensor targets = batch.targets(size);
            Tensor atFront = loss.of(front.color(), view(batch.targets(), object, 0));
            Tensor atOthers = loss.of(
                    Shapes.cat(seen.all().stream().map(BatchRendering::color).toList(), 1),
                    Shapes.cat(
                            others.stream().map(v -> view(targets, object, v)).toList(), 1));
            Tensor depth = depthError(detail, batch, object);
            Tensor images = Arithmetic.addScaled(atFront, atOthers, otherWeight);
            Map<String, Tensor> losses = new LinkedHashMap<>();
            losses.put(StepLosses.TOTAL, Arithmetic.addScaled(images, depth, depthWeight));
            losses.put("front", atFront);
            losses.put("others", atOthers);
            losses.put("depth", depth);
            StepLosses.backward(images, lossScale);
            // The depths are of the head's graph, which is traversed once, with the renderings' gradients.
            List<Tensor> roots = new ArrayList<>(List.of(depth));
            List<Tensor> gradients = new ArrayList<>(List.of(StepLosses.gradient(depth, lossScale * depthWeight)));
            front.collect(roots, gradients);
            seen.all().forEach(rendering -> rendering.collect(roots, gradients));
            Autograd.backward(roots, gradients);
            return StepLosses.read(losses);
        }
    }

    /**
     * {@return what a generation would make of the Gaussians of one object, {@code [1, N + P, 14]}}
     *
     * @param gaussians of the reconstructor, {@code [1, N, 14]}
     * @param batch the object in images of the detail head's size
     */
    public static Tensor refined(ModelInfo info, Networks networks, Tensor gaussians, TrainingBatch batch) {
        Tensor given =
                new GaussianFinishes(info).lowPassed(gaussians, batch.views().getFirst());
        return networks.detail().orElseThrow().refine(given, input(batch, 0)).gaussians();
    }

    private BatchRendering rendering(Tensor gaussians, ViewTensors view, int size) {
        return new BatchRendering(rasterizer, gaussians, List.of(view), size, Ccm.CANONICAL);
    }

    private static Tensor view(Tensor images, int object, int view) {
        return Shapes.narrow(Shapes.narrow(images, 0, object, 1), 1, view, 1);
    }

    /** Different ones, each view but the first being as likely. */
    private List<Integer> others(TrainingBatch batch, int object, long step) {
        double[] coins = noise.uniforms(VIEWS + step, (batch.before() + object + 1) * OTHERS);
        int[] views = IntStream.range(1, batch.frames()).toArray();
        int count = Math.min(OTHERS, views.length);
        for (int i = 0; i < count; i++) {
            int drawn = i + (int) (coins[coins.length - OTHERS + i] * (views.length - i));
            int view = views[drawn];
            views[drawn] = views[i];
            views[i] = view;
        }
        return Arrays.stream(views).limit(count).boxed().toList();
    }

    private static DetailInput input(TrainingBatch batch, int object) {
        return new DetailInput(
                Shapes.narrow(batch.conditionImages(), 0, object, 1),
                Shapes.unsqueeze(surface(surfaces(batch).alphas(), object), 0),
                batch.views().get(object).narrow(0, 1));
    }

    private static SurfaceMaps surfaces(TrainingBatch batch) {
        return batch.surfaces()
                .orElseThrow(() -> new IllegalArgumentException("these views have no depths, which a \"detail\" stage"
                        + " learns from; procedural shapes have them, and folders that were rendered with --depth"));
    }

    /** The map of the first view, [1, R, R]. */
    private static Tensor surface(Tensor maps, int object) {
        return Shapes.narrow(Shapes.select(maps, 0, object), 0, 0, 1);
    }

    /** Mean distance from the surface of the Gaussians of pixels that show nothing else. */
    private static Tensor depthError(DetailModel.Detail detail, TrainingBatch batch, int object) {
        SurfaceMaps surfaces = surfaces(batch);
        long pixels = (long) batch.imageSize() * batch.imageSize();
        Tensor truth = Indexing.select(Shapes.reshape(surface(surfaces.depths(), object), pixels), 0, detail.pixels());
        Tensor alpha = Indexing.select(Shapes.reshape(surface(surfaces.alphas(), object), pixels), 0, detail.pixels());
        // 1 from COVERED on, else 0: the steps of alpha are far larger than what is clamped between.
        Tensor counts = Arithmetic.clamp(Arithmetic.mul(Arithmetic.sub(alpha, COVERED), 1e6), 0, 1);
        Tensor errors = Arithmetic.mul(Arithmetic.abs(Arithmetic.sub(detail.depths(), truth)), counts);
        return Arithmetic.div(Reductions.sum(errors), Arithmetic.clamp(Reductions.sum(counts), 1, Double.MAX_VALUE));
    }

    /** Renderings that are freed together. */
    private record Renderings(List<BatchRendering> all) implements AutoCloseable {
        @Override
        public void close() {
            all.forEach(BatchRendering::close);
        }
    }

    @Override
    public void close() {
        rasterizer.close();
    }
}
