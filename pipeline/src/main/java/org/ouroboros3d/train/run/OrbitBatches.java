package org.ouroboros3d.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.ouroboros3d.data.OrbitSample;
import org.ouroboros3d.data.OrbitSource;
import org.ouroboros3d.generate.ViewTensors;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.SurfaceMaps;
import org.ouroboros3d.train.TrainingBatch;

/**
 * Batches of one or more sources of samples, taken in turn: sample i is number i / n of source i mod n of n. A source that
 * is not where it is needed is opened again.
 */
public final class OrbitBatches implements BatchSource {
    private final List<LongFunction<OrbitSource>> openers;
    private final List<OrbitSource> open = new ArrayList<>();
    private final int frames;
    private final Device device;

    /**
     * Opens nothing yet.
     *
     * @param openers open each source at a position
     * @param frames views of each sample
     * @param device of the batches
     */
    public OrbitBatches(List<LongFunction<OrbitSource>> openers, int frames, Device device) {
        this.openers = List.copyOf(openers);
        this.frames = frames;
        this.device = device;
    }

    @Override
    public TrainingBatch batch(long firstSample, int size) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> images = new ArrayList<>();
            List<SurfaceMaps> surfaces = new ArrayList<>();
            List<ViewTensors> views = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                OrbitSample sample = sample(firstSample + i);
                images.add(Tensor.of(sample.onWhite(), sample.frames(), 3, sample.size(), sample.size()));
                sample.depths().map(depths -> surfaces(sample, depths)).ifPresent(surfaces::add);
                views.add(outer(scope, ViewTensors.of(sample.cameras(), sample.size(), device)));
            }
            Tensor stacked = Shapes.stack(images, 0).to(device);
            Optional<SurfaceMaps> known =
                    surfaces.size() == size ? Optional.of(stacked(surfaces, scope)) : Optional.empty();
            return new TrainingBatch(scope.moveToOuter(stacked), views, known);
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

    private OrbitSample sample(long number) {
        int turn = (int) (number % openers.size());
        long position = number / openers.size();
        if (open.isEmpty()) {
            for (int i = 0; i < openers.size(); i++) {
                // The first position that each will be asked for.
                open.add(openers.get(i).apply(position + (i < turn ? 1 : 0)));
            }
        }
        if (open.get(turn).position() != position) {
            open.get(turn).close();
            open.set(turn, openers.get(turn).apply(position));
        }
        return open.get(turn).next();
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
        open.forEach(OrbitSource::close);
        open.clear();
    }
}
