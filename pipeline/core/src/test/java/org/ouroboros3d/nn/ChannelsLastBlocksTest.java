package org.ouroboros3d.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

class ChannelsLastBlocksTest {
    private static final int IN = 16;
    private static final int OUT = 32;
    private static final int FRAMES = 3;
    private static final int TEMB = 8;

    /** Notes the operators that copy elements into another order. */
    private static final class Copies implements OperatorHook {
        final List<String> operators = new ArrayList<>();

        @Override
        public void begin(String operator) {
            // What came out tells.
        }

        @Override
        public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
            boolean reshaped = operator.equals("aten::reshape")
                    && inputs.getFirst().dataPointer() != outputs.getFirst().dataPointer();
            if (reshaped || operator.equals("aten::clone")) {
                operators.add(operator);
            }
        }
    }

    /** Notes what gives features in row-major order. */
    private static final class RowMajor implements OperatorHook {
        final List<String> operators = new ArrayList<>();

        @Override
        public void begin(String operator) {
            // What came out tells.
        }

        @Override
        public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
            Set<String> layers = Set.of("aten::conv2d", "aten::group_norm", "aten::silu", "aten::silu_");
            if (layers.contains(operator) && !ChannelsLast.is(outputs.getFirst())) {
                operators.add(operator);
            }
        }
    }

    private static SpatioTemporalResBlock block(Weights w) {
        GroupNormConfig norm = new GroupNormConfig(8, 1e-6);
        return new SpatioTemporalResBlock(w, IN, OUT, TEMB, norm, norm, AlphaBlender.Weighs.SPATIAL);
    }

    private static Weights laid(Weights weights) {
        Map<String, Tensor> tensors = new HashMap<>();
        RandomWeights.asked(ChannelsLastBlocksTest::block)
                .forEach((key, shape) -> tensors.put(key, ChannelsLast.weight(weights.get(key, shape))));
        return Weights.of(tensors, "channels last");
    }

    @Test
    void aClipIsBlendedWithoutCopies() {
        try (TensorScope scope = TensorScope.open();
                GradMode noGrad = GradMode.disabled()) {
            Weights weights = RandomWeights.fill(ChannelsLastBlocksTest::block);
            Tensor x = RandomWeights.input(2L * FRAMES, IN, 5, 6);
            Tensor temb = RandomWeights.input(2L * FRAMES, TEMB);
            float[] input = x.toFloatArray();
            Copies rowMajor = new Copies();
            Copies channelsLast = new Copies();
            Tensor expected = observed(rowMajor, block(weights), x, temb);
            Tensor actual = observed(channelsLast, block(laid(weights)), x, temb);
            assertThat(rowMajor.operators).containsExactly("aten::clone", "aten::reshape");
            assertThat(channelsLast.operators).isEmpty();
            assertThat(ChannelsLast.is(actual)).isTrue();
            assertThat(expected.isContiguous()).isTrue();
            assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-4f));
            assertThat(x.toFloatArray()).as("the input is left alone").containsExactly(input);
        }
    }

    @ParameterizedTest(name = "{0} clips")
    @ValueSource(longs = {1, 2})
    void everyLayerKeepsTheOrder(long clips) {
        try (TensorScope scope = TensorScope.open();
                GradMode noGrad = GradMode.disabled()) {
            Weights weights = RandomWeights.fill(ChannelsLastBlocksTest::block);
            Tensor x = ChannelsLast.weight(RandomWeights.input(clips * FRAMES, IN, 5, 6));
            Tensor temb = RandomWeights.input(1, TEMB);
            Tensor expected = block(weights).forward(x, temb, FRAMES);
            RowMajor rowMajor = new RowMajor();
            Tensor actual = observed(rowMajor, block(laid(weights)), x, temb);
            assertThat(rowMajor.operators).isEmpty();
            assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-4f));
        }
    }

    private static Tensor observed(OperatorHook hook, SpatioTemporalResBlock block, Tensor x, Tensor temb) {
        try (HookHandle handle = HookHandle.register(hook)) {
            return block.forward(x, temb, FRAMES);
        }
    }
}
