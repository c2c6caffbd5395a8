package org.ouroboros3d.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Attention;
import org.ouroboros3d.ops.Convolutions;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Normalization;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Against numbers worked out by hand. */
class OperatorCostTest {
    private static final Operator CONV2D = Operator.of("aten::conv2d", "");
    private static final Operator CONV_TRANSPOSE = Operator.of("aten::conv_transpose2d", "input");

    private TensorScope scope;

    private GradMode inference;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
        inference = GradMode.disabled();
    }

    @AfterEach
    void close() {
        inference.close();
        scope.close();
    }

    /** The cost of the only operator that {@code call} calls. */
    private static OperatorCost cost(Runnable call) {
        List<OperatorCost> costs = new ArrayList<>();
        OperatorHook hook = new OperatorHook() {
            @Override
            public void begin(String operator) {
                // Only the end has a cost.
            }

            @Override
            public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
                costs.add(OperatorCost.of(operator, inputs, outputs));
            }
        };
        try (HookHandle handle = HookHandle.register(hook)) {
            call.run();
        }
        assertThat(costs).hasSize(1);
        return costs.getFirst();
    }

    private static long flop(Runnable call) {
        return cost(call).flop();
    }

    @Test
    void convolutionsCountEveryMultiplyAddTwice() {
        Tensor image = Creation.ones(2, 3, 8, 8);
        Tensor kernel = Creation.ones(5, 3, 3, 3);
        // 2 images of 8 x 8 pixels, 5 channels each a sum of 3 · 3 · 3 products.
        assertThat(flop(() -> Convolutions.conv2d(image, kernel, null, 1, 1))).isEqualTo(2 * 2 * 64 * 5 * 27);
        // Every second pixel, without padding: 3 x 3 results.
        assertThat(flop(() -> Convolutions.conv2d(image, kernel, null, 2, 0))).isEqualTo(2 * 2 * 9 * 5 * 27);
    }

    @Test
    void temporalConvolutionsCountFrames() {
        // [1, 4 channels, 6 frames, 2, 2], kernel of 3 frames, padded: 6 · 4 results of 7 channels from 4 · 3 products.
        Tensor clip = Creation.ones(1, 4, 6, 2, 2);
        Tensor kernel = Creation.ones(7, 4, 3, 1, 1);
        assertThat(flop(() -> Convolutions.conv3d(clip, kernel, null, new long[] {1, 1, 1}, new long[] {1, 0, 0})))
                .isEqualTo(2 * 6 * 4 * 7 * 4 * 3);
    }

    @Test
    void groupsDivideTheWork() {
        // 4 groups of 2 channels in and 3 out: each result is a sum of 2 · 9 products.
        Tensor image = Creation.ones(1, 8, 4, 4);
        Tensor kernel = Creation.ones(12, 2, 3, 3);
        assertThat(flop(() -> CONV2D.begin()
                        .tensor(image)
                        .tensor(kernel)
                        .optionalTensor(null)
                        .integers(1, 1)
                        .integers(1, 1)
                        .integers(1, 1)
                        .integer(4)
                        .call()))
                .isEqualTo(2 * 16 * 12 * 18);
    }

    @Test
    void transposedConvolutionsCountFromTheirInput() {
        // 3 · 4 · 4 inputs, each spread over 5 channels and 2 x 2 pixels.
        Tensor image = Creation.ones(1, 3, 4, 4);
        Tensor kernel = Creation.ones(3, 5, 2, 2);
        assertThat(flop(() -> CONV_TRANSPOSE
                        .begin()
                        .tensor(image)
                        .tensor(kernel)
                        .optionalTensor(null)
                        .integers(2, 2)
                        .integers(0, 0)
                        .integers(0, 0)
                        .integer(1)
                        .integers(1, 1)
                        .call()))
                .isEqualTo(2 * 48 * 20);
    }

    @Test
    void productsOfEveryForm() {
        Tensor tokens = Creation.ones(2, 3, 4);
        Tensor weight = Creation.ones(5, 4);
        assertThat(flop(() -> Linear.linear(tokens, weight, null))).isEqualTo(2 * 2 * 3 * 5 * 4);
        Tensor left = Creation.ones(6, 2, 3);
        Tensor right = Creation.ones(6, 3, 4);
        assertThat(flop(() -> Linear.matmul(left, right))).isEqualTo(2 * 6 * 2 * 4 * 3);
        Tensor vector = Creation.ones(7);
        assertThat(flop(() -> Linear.matmul(vector, vector))).isEqualTo(2 * 7);
        assertThat(flop(() -> Operator.of("aten::bmm", "").apply(left, right))).isEqualTo(2 * 6 * 2 * 4 * 3);
        // The sum's first operand is a bias: mat1 [2, 3] and mat2 [3, 4] follow.
        Tensor bias = Creation.ones(4);
        assertThat(OperatorCost.of(
                                "aten::addmm",
                                List.of(bias, Creation.ones(2, 3), Creation.ones(3, 4)),
                                List.of(Creation.ones(2, 4)))
                        .flop())
                .isEqualTo(2 * 2 * 4 * 3);
        assertThat(OperatorCost.of(
                                "aten::baddbmm",
                                List.of(Creation.ones(6, 2, 4), left, right),
                                List.of(Creation.ones(6, 2, 4)))
                        .flop())
                .isEqualTo(2 * 6 * 2 * 4 * 3);
    }

    @Test
    void attentionIsTwoProducts() {
        // 2 objects, 3 heads, 5 queries of width 8, 7 keys, values of width 8: q kᵀ and its product with v.
        Tensor query = Creation.ones(2, 3, 5, 8);
        Tensor key = Creation.ones(2, 3, 7, 8);
        assertThat(flop(() -> Attention.scaledDotProductAttention(query, key, key)))
                .isEqualTo(2 * (2 * 3 * 5 * 7 * 8) + 2 * (2 * 3 * 5 * 7 * 8));
    }

    @Test
    void bytesAreThoseOfInputsAndOutputsInTheirTypes() {
        Tensor x = Creation.ones(2, 8);
        Tensor half = x.to(DType.FLOAT16);
        assertThat(cost(() -> Arithmetic.mul(x, x))).isEqualTo(new OperatorCost(0, 128, 64));
        assertThat(cost(() -> Arithmetic.add(half, half))).isEqualTo(new OperatorCost(0, 64, 32));
        assertThat(cost(() -> half.to(DType.FLOAT32))).isEqualTo(new OperatorCost(0, 32, 64));
        assertThat(cost(() -> Shapes.cat(List.of(x, x), 0))).isEqualTo(new OperatorCost(0, 128, 128));
        Tensor scale = Creation.ones(8);
        assertThat(cost(() -> Normalization.groupNorm(x, 4, scale, scale, 1e-5)))
                .isEqualTo(new OperatorCost(0, 64 + 32 + 32, 64));
    }

    @Test
    void viewsMoveNothingAndCopiesDo() {
        Tensor x = Creation.ones(2, 8);
        OperatorCost nothing = new OperatorCost(0, 0, 0);
        OperatorCost copied = new OperatorCost(0, 64, 64);
        assertThat(cost(() -> Shapes.reshape(x, 4, 4))).isEqualTo(nothing);
        assertThat(cost(() -> Shapes.narrow(x, 1, 0, 4))).isEqualTo(nothing);
        assertThat(cost(() -> Shapes.chunk(x, 2, 0))).isEqualTo(nothing);
        Tensor turned = Shapes.transpose(x, 0, 1);
        assertThat(cost(() -> Shapes.reshape(turned, 16))).isEqualTo(copied);
        assertThat(cost(() -> Shapes.clone(x))).isEqualTo(copied);
        Tensor other = Creation.ones(2, 8);
        assertThat(cost(() -> Shapes.copyInto(x, other)))
                .as("what is overwritten is not read")
                .isEqualTo(copied);
        assertThat(cost(() -> Creation.zeros(2, 8))).isEqualTo(new OperatorCost(0, 0, 64));
        assertThat(cost(() -> Creation.zerosLike(x))).isEqualTo(new OperatorCost(0, 0, 64));
    }

    @Test
    void groupsAreFoundWithAndWithoutOverloads() {
        assertThat(OperatorGroup.of("aten::mul.Tensor")).isEqualTo(OperatorGroup.ELEMENTWISE);
        assertThat(OperatorGroup.of("aten::conv2d")).isEqualTo(OperatorGroup.CONVOLUTION);
        assertThat(OperatorGroup.of(OperatorHook.RASTERIZE)).isEqualTo(OperatorGroup.RASTERIZATION);
        assertThat(OperatorGroup.of(OperatorHook.TRANSFER)).isEqualTo(OperatorGroup.TRANSFER);
        assertThat(OperatorGroup.of("aten::fft_fft2")).isEqualTo(OperatorGroup.OTHER);
    }
}
