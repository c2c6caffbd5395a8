package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.data.ShapeStream;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.run.OrbitBatches;

class BillboardsTest {
    private static final int SIZE = 32;
    private static final int VIEWS = 4;
    private static final int COUNT = VIEWS * SIZE * SIZE;

    private static TrainingBatch objects() {
        ShapeSettings settings = ShapeSettings.training(5, SIZE);
        try (OrbitBatches batches =
                new OrbitBatches(List.of(position -> ShapeStream.open(settings, position, 1, 2)), 8, Device.CPU)) {
            return batches.batch(0, 2);
        }
    }

    private static double distance(Tensor a, Tensor b) {
        return Reductions.mean(Arithmetic.square(Arithmetic.sub(a, b))).item();
    }

    @Test
    void oneViewOnItsPlaneLooksLikeThatView() {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled();
                Rasterizer rasterizer = Rasterizer.create()) {
            TrainingBatch batch = objects();
            Tensor gaussians = new Billboards(VIEWS).of(batch, COUNT);
            assertThat(gaussians.shape()).containsExactly(2, COUNT, 14);
            Tensor ofFirstView = Shapes.narrow(gaussians, 1, 0, (long) SIZE * SIZE);
            try (BatchRendering rendering =
                    new BatchRendering(rasterizer, ofFirstView, batch.views(), SIZE, Ccm.CANONICAL)) {
                Tensor first = Shapes.narrow(rendering.color(), 1, 0, 1);
                Tensor seen = Shapes.narrow(batch.targets(), 1, 0, 1);
                double white = distance(Creation.ones(seen.shape()), seen);
                assertThat(distance(first, seen)).isLessThan(white / 10);
            }
        }
    }

    @Test
    void theyAreNoDistanceFromThemselves() {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled()) {
            TrainingBatch batch = objects();
            Billboards billboards = new Billboards(VIEWS);
            Tensor gaussians = billboards.of(batch, COUNT);
            assertThat(billboards.distance(gaussians, batch).item()).isZero();
            assertThat(billboards
                            .distance(Arithmetic.add(gaussians, 0.5), batch)
                            .item())
                    .isEqualTo(0.25f);
        }
    }
}
