package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class GradientCheckpointsTest {
    private static final float EXACT = 1e-6f;

    /** y = w3 · (tanh-like chain with a skip), whose inputs are an outer result twice and a constant. */
    private static final class Network {
        final Tensor x = leaf(0.3f, -0.7f, 1.1f);
        final Tensor outerWeight = leaf(0.5f, 1.5f, -2);
        final Tensor first = leaf(1.2f, 0.8f, -0.4f);
        final Tensor second = leaf(-0.6f, 0.9f, 2);
        final Tensor constant = Tensor.of(new float[] {0.1f, 0.2f, 0.3f}, 3);
        final List<String> calls = new ArrayList<>();

        static Tensor leaf(float... values) {
            return Tensor.of(values, values.length).requiresGrad(true);
        }

        List<Tensor> leaves() {
            return List.of(x, outerWeight, first, second);
        }

        Tensor forward() {
            Tensor outer = Activations.silu(Arithmetic.mul(x, outerWeight)); // not in a segment, and used by two
            Tensor a = GradientCheckpoints.segment(List.of(outer, constant), in -> {
                calls.add("a");
                return Activations.silu(Arithmetic.add(Arithmetic.mul(in.getFirst(), first), in.getLast()));
            });
            Tensor b = GradientCheckpoints.segment(a, in -> {
                calls.add("b");
                return Arithmetic.mul(Activations.silu(in), second);
            });
            Tensor c = GradientCheckpoints.segment(List.of(b, a, outer), in -> {
                calls.add("c");
                return Arithmetic.add(Arithmetic.mul(in.get(0), in.get(1)), in.get(2));
            });
            return Reductions.sum(Arithmetic.square(c));
        }
    }

    private static List<Tensor> gradients(Network network, GradientCheckpoints checkpoints) {
        try (GradMode on = GradMode.enabled();
                checkpoints) {
            Tensor loss;
            try (var recording = checkpoints.record()) {
                loss = network.forward();
            }
            Autograd.backward(loss);
            checkpoints.backward();
        }
        return network.leaves().stream().map(Autograd::gradient).toList();
    }

    @Test
    void gradientsAreThoseWithoutCheckpoints() {
        List<Tensor> expected = gradients(new Network(), GradientCheckpoints.none());
        List<Tensor> actual = gradients(new Network(), GradientCheckpoints.create());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).toFloatArray())
                    .containsExactly(expected.get(i).toFloatArray(), within(EXACT));
        }
    }

    @Test
    void everySegmentRunsAgainOnceAndBackwards() {
        Network network = new Network();
        gradients(network, GradientCheckpoints.create());
        assertThat(network.calls).containsExactly("a", "b", "c", "c", "b", "a");
    }

    @Test
    void withoutThemOrWithoutGradientsNothingRunsAgain() {
        Network plain = new Network();
        gradients(plain, GradientCheckpoints.none());
        Network inference = new Network();
        try (GradMode off = GradMode.disabled();
                GradientCheckpoints checkpoints = GradientCheckpoints.create()) {
            try (var recording = checkpoints.record()) {
                inference.forward();
            }
            checkpoints.backward();
        }
        assertThat(plain.calls).containsExactly("a", "b", "c");
        assertThat(inference.calls).containsExactly("a", "b", "c");
    }

    @Test
    void aSegmentWithNothingToTrainIsNotDifferentiated() {
        Tensor frozen = Tensor.of(new float[] {2, 3}, 2);
        Tensor trained = Network.leaf(1, 1);
        try (GradMode on = GradMode.enabled();
                GradientCheckpoints checkpoints = GradientCheckpoints.create()) {
            Tensor loss;
            try (var recording = checkpoints.record()) {
                Tensor squares = GradientCheckpoints.segment(frozen, Arithmetic::square);
                loss = Reductions.sum(Arithmetic.mul(squares, trained));
            }
            Autograd.backward(loss);
            checkpoints.backward();
        }
        assertThat(Autograd.gradient(trained).toFloatArray()).containsExactly(4, 9);
        assertThat(Autograd.collected(frozen)).isEmpty();
    }

    @Test
    void aSegmentRunsAgainInTheTypeThatItRanIn() {
        Tensor x = Network.leaf(1, 2);
        Tensor weight = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).requiresGrad(true);
        List<DType> types = new ArrayList<>();
        try (GradMode on = GradMode.enabled();
                GradientCheckpoints checkpoints = GradientCheckpoints.create()) {
            Tensor result;
            try (var recording = checkpoints.record();
                    Autocast cast = Autocast.to(DType.BFLOAT16)) {
                result = GradientCheckpoints.segment(x, in -> {
                    Tensor y = Linear.linear(in, weight, null);
                    types.add(y.dtype());
                    return y;
                });
            }
            Autograd.backward(Reductions.sum(result.to(DType.FLOAT32)));
            checkpoints.backward();
        }
        assertThat(types).containsExactly(DType.BFLOAT16, DType.BFLOAT16);
        assertThat(Autograd.gradient(x).toFloatArray()).containsExactly(4, 6);
    }

    @Test
    void whatIsKeptIsFreed() {
        long before = Tensor.liveCount();
        try (TensorScope scope = TensorScope.open()) {
            gradients(new Network(), GradientCheckpoints.create());
            GradientCheckpoints unused = GradientCheckpoints.create();
            try (GradMode on = GradMode.enabled();
                    unused;
                    var recording = unused.record()) {
                new Network().forward();
            }
        }
        assertThat(Tensor.liveCount()).isEqualTo(before);
    }

    @Test
    void recordingMustHaveEnded() {
        try (GradientCheckpoints checkpoints = GradientCheckpoints.create();
                var recording = checkpoints.record()) {
            assertThatIllegalStateException()
                    .isThrownBy(checkpoints::backward)
                    .withMessage("close the recording before the backward pass");
        }
    }

    @Test
    void gradientsAreToldAsSoonAsTheyAreComplete() {
        Network network = new Network();
        List<Tensor> told = new ArrayList<>();
        List<float[]> gradients = new ArrayList<>();
        try (GradientProgress progress = GradientProgress.watch(network.leaves(), complete -> {
            network.calls.add("told of " + complete.size());
            told.addAll(complete);
            complete.forEach(leaf -> gradients.add(Autograd.gradient(leaf).toFloatArray()));
        })) {
            gradients(network, GradientCheckpoints.create());
        }
        // Segment b reads the second weight and segment a the first; the other two are read by what leads to a.
        assertThat(network.calls).containsExactly("a", "b", "c", "c", "b", "told of 1", "a", "told of 1", "told of 2");
        assertThat(told).containsExactly(network.second, network.first, network.x, network.outerWeight);
        for (int i = 0; i < told.size(); i++) {
            assertThat(gradients.get(i))
                    .as("the gradient of leaf " + i + " when it was told")
                    .containsExactly(Autograd.gradient(told.get(i)).toFloatArray());
        }
    }

    @Test
    void withoutCheckpointsGradientsAreToldAfterTheBackwardPass() {
        Network network = new Network();
        Tensor elsewhere = Network.leaf(1, 2);
        List<Tensor> told = new ArrayList<>();
        List<Tensor> watched = new ArrayList<>(network.leaves());
        watched.add(elsewhere);
        try (GradientProgress progress = GradientProgress.watch(watched, told::addAll)) {
            Arithmetic.add(elsewhere, 1);
            gradients(network, GradientCheckpoints.none());
        }
        assertThat(told).containsExactlyElementsOf(network.leaves());
    }
}
