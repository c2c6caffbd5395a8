package org.ouroboros3d.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;

class StateDictTest {
    private static final List<String> KEYS = List.of("conv.weight", "conv.bias", "norm.weight");

    private static Checkpoint checkpoint(String... keys) {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (String key : keys) {
            tensors.put(key, data(key, DType.FLOAT32, new float[] {1, 2}));
        }
        return new Checkpoint("file.ckpt", Map.of(), tensors);
    }

    private static TensorData data(String key, DType type, float[] values) {
        return TensorData.strided(key, type, new long[] {values.length}, new long[] {1}, MemorySegment.ofArray(values));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "module.", "_orig_mod.", "module._orig_mod.", "state_dict.", "model.", "state_dict.net."})
    void onePrefixIsTakenOffBesideAnythingElse(String prefix) {
        Checkpoint found = StateDict.unwrapped(
                checkpoint(
                        prefix + "conv.weight",
                        prefix + "conv.bias",
                        prefix + "norm.weight",
                        "optimizer_states.0.state.0.exp_avg"),
                KEYS);
        assertThat(found.tensors()).containsKeys(KEYS.toArray(new String[0]));
        assertThat(found.tensors().containsKey("optimizer_states.0.state.0.exp_avg"))
                .isEqualTo(prefix.isEmpty());
    }

    @Test
    void whatNoPrefixExplainsIsNamed() {
        assertThatThrownBy(() -> StateDict.unwrapped(
                        checkpoint(
                                "a.conv.weight",
                                "a.conv.bias",
                                "a.norm.weight",
                                "ema.conv.weight",
                                "ema.conv.bias",
                                "ema.norm.weight"),
                        KEYS))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("2 times, under \"a.\", \"ema.\"");
        assertThatThrownBy(() -> StateDict.unwrapped(checkpoint("module.conv.weight", "module.conv.bias"), KEYS))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("under \"module.\", but 1 are not, such as norm.weight");
        Checkpoint other = checkpoint("x", "y");
        assertThat(StateDict.unwrapped(other, KEYS)).isSameAs(other);
    }

    @Test
    void integersAndValuesThatAreNotFiniteAreRefusedByName() {
        try (TensorScope scope = TensorScope.open()) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                Checkpoint broken =
                        new Checkpoint("file", Map.of(), Map.of("a", data("a", DType.FLOAT32, new float[] {1, bad, 2
                        })));
                Weights weights = Weights.load(broken, DType.FLOAT32, Device.CPU, scope);
                assertThatThrownBy(() -> weights.get("a", 3))
                        .isInstanceOf(WeightsException.class)
                        .hasMessageContaining("file: tensor \"a\": it holds values that are not finite");
            }
            Checkpoint integers =
                    new Checkpoint("file", Map.of(), Map.of("a", data("a", DType.INT32, new float[] {1, 2})));
            assertThatThrownBy(() -> StateDict.requireNumbers(integers, List.of("b", "a")))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("tensor \"a\": its elements are INT32, where a network needs");
        }
    }
}
