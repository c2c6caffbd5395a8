package org.ouroboros3d.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.ouroboros3d.data.OrbitSample;
import org.ouroboros3d.data.OrbitSource;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.SurfaceMaps;
import org.ouroboros3d.train.TrainingBatch;

/** Batches of samples with consecutive numbers. */
public final class OrbitBatches implements BatchSource {
    private final SampleSource samples;
    private final int frames;
    private final Device device;

    /**
     * Batches the samples of a source.
     *
     * @param samples closed with this
     * @param frames views of each sample
     * @param device of the batches
     */
    public OrbitBatches(SampleSource samples, int frames, Device device) {
        this.samples = samples;
        this.frames = frames;
        this.device = device;
    }

    /**
     * Batches samples of one or more streams, taken in turn: sample i is number i / n of stream i mod n of n.
     *
     * @param openers open each stream at a position
     * @param frames views of each sample
     * @param device of the batches
     */
    public OrbitBatches(List<LongFunction<OrbitSource>> openers, int frames, Device device) {
        this(new SamplesInTurn(openers), frames, device);
    }

    @Override
    public TrainingBatch batch(long firstSample, int size) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> images = new ArrayList<>();
            List<Tensor> conditions = new ArrayList<>();
            List<SurfaceMaps> surfaces = new ArrayList<>();
            List<ViewTensors> views = new ArrayList<>();
            boolean asTheyAre = true;
            for (int i = 0; i < size; i++) {
                OrbitSample sample = samples.sample(firstSample + i);
                Tensor pictures = Tensor.of(sample.onWhite(), sample.frames(), 3, sample.size(), sample.size());
                images.add(pictures);
                Optional<Tensor> condition =
                        sample.condition().map(values -> Tensor.of(values, 3, sample.size(), sample.size()));
                asTheyAre &= condition.isEmpty();
                conditions.add(condition.orElseGet(() -> Shapes.select(pictures, 0, 0)));
                sample.depths().map(depths -> surfaces(sample, depths)).ifPresent(surfaces::add);
                views.add(outer(scope, ViewTensors.of(sample.cameras(), sample.size(), device)));
            }
            Tensor stacked = Shapes.stack(images, 0).to(device);
            Optional<SurfaceMaps> known =
                    surfaces.size() == size ? Optional.of(stacked(surfaces, scope)) : Optional.empty();
            Optional<Tensor> shown = asTheyAre
                    ? Optional.empty()
                    : Optional.of(scope.moveToOuter(Shapes.stack(conditions, 0).to(device)));
            return new TrainingBatch(scope.moveToOuter(stacked), views, known, Optional.empty(), shown);
        }
    }

    private static SurfaceMaps surfaces(OrbitSample sample, float... depths) {
        long[] shape = {sample.frames(), sample.size(), sample.size()};
        return new SurfaceMaps(Tensor.of(depths, shape), Tensor.of(sample.alphas(), shape));
    }

    private SurfaceMaps stacked(List<SurfaceMaps> surfaces, TensorScope scope) {
        Tensor depths = Shapes.stack(surfaces.stream().map(SurfaceMaps::depths).toList(), 0);
        Tensor alphas = Shapes.stack(surfaces.stream().map(SurfaceMaps::alphas).toList(), 0);
        return new SurfaceMaps(scope.moveToOuter(depths.to(device)), scope.moveToOuter(alphas.to(device)));
    }

    private static ViewTensors outer(TensorScope scope, ViewTensors views) {
        return new ViewTensors(
                scope.moveToOuter(views.c2w()),
                scope.moveToOuter(views.intrinsics()),
                scope.moveToOuter(views.viewmats()),
                scope.moveToOuter(views.ks()));
    }

    @Override
    public int frames() {
        return frames;
    }

    @Override
    public void close() {
        samples.close();
    }
}
