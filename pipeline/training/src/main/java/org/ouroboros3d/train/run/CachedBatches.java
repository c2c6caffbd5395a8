package org.ouroboros3d.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ouroboros3d.data.ShuffledOrder;
import org.ouroboros3d.model.LatentEncoder;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainingBatch;

/**
 * The first samples of a source, kept in memory with their latents and repeated again and again, each time in another order
 * and beginning at another of their views. So every object is rendered and encoded once, which takes more than a third of a
 * step of the denoiser where each step has new ones.
 *
 * <p>Beginning at another view changes no camera where the views are a regular turn at one height. Other orbits always
 * begin at their first view, and so do samples whose condition image is not their first view.
 */
final class CachedBatches implements BatchSource {
    /** Samples that are taken from the source together, so that a run that is resumed does not open it for each one. */
    private static final int BLOCK = 32;
    /** Of the entries of camera matrices, whose translations are about 2. */
    private static final double REGULAR = 1e-3;

    private final BatchSource source;
    private final LatentEncoder encoder;
    private final long seed;
    private final ShuffledOrder order;
    private final CachedOrbit[] orbits;
    private final TensorScope owned = TensorScope.detached();

    /**
     * [N, F, 3, S, S] in [-1, 1], half precision; null before the first block. One piece: many small ones that stay, made
     * between large ones that go, would fragment the heap to ten times their size.
     */
    private Tensor images;
    /** [N, F, C, h, w], unscaled. */
    private Tensor latents;

    /**
     * What else is kept of a sample.
     *
     * @param views its cameras
     * @param shown what the model is shown in place of view 0, [3, S, S]; empty where that is view 0
     * @param turns whether any of its views can be the first
     */
    private record CachedOrbit(ViewTensors views, Optional<Tensor> shown, boolean turns) {}

    /**
     * Keeps nothing yet.
     *
     * @param source closed with this
     * @param encoder whose weights do not change
     * @param seed of order and turns
     * @param objects how many samples are kept
     */
    CachedBatches(BatchSource source, LatentEncoder encoder, long seed, int objects) {
        this.source = source;
        this.encoder = encoder;
        this.seed = seed;
        this.order = new ShuffledOrder(seed, objects);
        this.orbits = new CachedOrbit[objects];
    }

    @Override
    public TrainingBatch batch(long firstSample, int size) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> pictures = new ArrayList<>();
            List<Tensor> encoded = new ArrayList<>();
            List<Tensor> conditions = new ArrayList<>();
            List<ViewTensors> views = new ArrayList<>();
            for (long number = firstSample; number < firstSample + size; number++) {
                int item = kept(number);
                CachedOrbit orbit = orbits[item];
                int turn = orbit.turns() ? turn(number) : 0;
                Tensor turned = startingAt(turn, Shapes.select(images, 0, item)).to(DType.FLOAT32);
                pictures.add(turned);
                encoded.add(startingAt(turn, Shapes.select(latents, 0, item)));
                conditions.add(orbit.shown().orElseGet(() -> Shapes.select(turned, 0, 0)));
                views.add(orbit.views());
            }
            return new TrainingBatch(
                            scope.moveToOuter(Shapes.stack(pictures, 0)),
                            views,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(scope.moveToOuter(Shapes.stack(conditions, 0))))
                    .withLatents(scope.moveToOuter(Shapes.stack(encoded, 0)));
        }
    }

    private int turn(long number) {
        return new SplittableRandom(31 * seed + number).nextInt(source.frames());
    }

    private static Tensor startingAt(int view, Tensor values) {
        long frames = values.size(0);
        return view == 0
                ? values
                : Shapes.cat(
                        List.of(Shapes.narrow(values, 0, view, frames - view), Shapes.narrow(values, 0, 0, view)), 0);
    }

    private int kept(long number) {
        // The first time in the source's own order, which is the one that it is fast in.
        int item = number < orbits.length ? (int) number : order.item(number);
        if (orbits[item] == null) {
            keep(item / BLOCK * BLOCK);
        }
        return item;
    }

    private void keep(int first) {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled()) {
            int count = Math.min(BLOCK, orbits.length - first);
            TrainingBatch batch = source.batch(first, count);
            Tensor pictures = Shapes.flatten(batch.images(), 0, 1);
            Tensor encoded = encoder.encode(pictures);
            if (images == null) {
                images = room(pictures, DType.FLOAT16);
                latents = room(encoded, encoded.dtype());
            }
            Shapes.copyInto(Shapes.narrow(images, 0, first, count), batch.images());
            Tensor rows = Shapes.narrow(latents, 0, first, count);
            Shapes.copyInto(rows, Shapes.reshape(encoded, rows.shape()));
            for (int i = 0; i < count; i++) {
                int row = i;
                ViewTensors views = batch.views().get(i);
                orbits[first + i] = new CachedOrbit(
                        new ViewTensors(
                                owned(views.c2w()),
                                owned(views.intrinsics()),
                                owned(views.viewmats()),
                                owned(views.ks())),
                        batch.shown().map(shown -> owned(Shapes.select(shown, 0, row))),
                        batch.shown().isEmpty() && isRegularTurn(views));
            }
        }
    }

    /** {@return memory for all samples' views, [N, F, …], of what is [B F, …] of some} */
    private Tensor room(Tensor some, DType dtype) {
        long[] shape = some.shape();
        long[] all = new long[shape.length + 1];
        all[0] = orbits.length;
        all[1] = source.frames();
        System.arraycopy(shape, 1, all, 2, shape.length - 1);
        return owned.adopt(Tensor.empty(dtype, some.device(), all));
    }

    private Tensor owned(Tensor values) {
        return owned.adopt(Shapes.clone(values));
    }

    /** Whether the step from each camera to the next, and from the last to the first, is the same. */
    private static boolean isRegularTurn(ViewTensors views) {
        Tensor cameras = Shapes.squeeze(views.c2w(), 0).to(Device.CPU);
        Tensor step = Linear.matmul(Shapes.select(cameras, 0, 1), Shapes.select(views.viewmats(), 0, 0));
        Tensor apart = Arithmetic.sub(Linear.matmul(step, cameras), startingAt(1, cameras));
        return Reductions.max(Arithmetic.abs(apart)).item() < REGULAR;
    }

    @Override
    public int frames() {
        return source.frames();
    }

    @Override
    public void close() {
        owned.close();
        source.close();
    }
}
