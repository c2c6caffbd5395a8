package org.ouroboros3d.lgm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.model.Reconstructor;
import org.ouroboros3d.nn.OpenMemory;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

class ReconstructorMemoryTest {
    private static final int VIEWS = 8;
    private static final int SIZE = 64;
    private static final LgmConfig SMALL = new LgmConfig(
            SIZE,
            List.of(32, 64, 64, 128),
            List.of(false, false, true, true),
            true,
            List.of(128, 64, 64),
            List.of(true, true, false),
            2,
            4,
            32,
            64,
            GaussianPlacement.FREE);

    private static LargeMultiViewGaussianModel model(Weights weights) {
        return new LargeMultiViewGaussianModel(weights, SMALL, Geometry.CANONICAL);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1", "FLOAT32, 2", "BFLOAT16, 1"})
    void theBoundHoldsAndIsNotFarOff(DType type, int objects) {
        try (GradMode noGrad = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            Weights weights = RandomWeights.fill(ReconstructorMemoryTest::model, type);
            Reconstructor reconstructor = new MixedPrecision(type).reconstructor(model(weights));
            Tensor images = RandomWeights.input(objects, VIEWS, 3, SIZE, SIZE);
            Cameras cameras = Cameras.eightViews();
            Tensor c2w = Shapes.expand(Shapes.unsqueeze(cameras.c2w(), 0), objects, -1, -1, -1);
            Tensor intrinsics = Shapes.expand(Shapes.unsqueeze(cameras.normalizedIntrinsics(), 0), objects, -1, -1, -1);
            long open = OpenMemory.during(() -> reconstructor.reconstruct(images, c2w, intrinsics, 0.5f));
            assertThat(ReconstructorMemory.bytes(SMALL, objects, type)).isBetween(open, 3 * open / 2);
        }
    }
}
