package org.ouroboros3d.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.ops.Attention;

/** Operators by name: calls that do not follow the schema, and operators that tensors could not follow. */
class OperatorTest {
    private static final Operator SILU = Operator.of("aten::silu", "");
    private static final Operator SOFTMAX = Operator.of("aten::softmax", "int");

    private long liveBefore;

    @BeforeEach
    void countTensors() {
        liveBefore = Tensor.liveCount();
    }

    @AfterEach
    void noTensorLeaks() {
        assertThat(Tensor.liveCount()).isEqualTo(liveBefore);
    }

    @Test
    void aCallThatDoesNotFollowItsSchemaIsAnException() {
        try (var scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> SOFTMAX.begin().integer(7).integer(0).none().call())
                    .withMessageContaining("argument 0, self, is Tensor, not an integer")
                    .withMessageContaining("aten::softmax.int(Tensor self, int dim, ScalarType? dtype) -> Tensor");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SOFTMAX.begin().tensor(x).number(0).none().call())
                    .withMessageContaining("argument 1, dim, is int, not a number");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SOFTMAX.begin().tensor(x).integer(0).call())
                    .withMessageContaining("the call has 2 arguments, the schema has 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            SOFTMAX.begin().tensor(x).integer(0).none().none().call())
                    .withMessageContaining("the call has 4 arguments, the schema has 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> SOFTMAX.begin().tensor(x).integer(0).none().call(2))
                    .withMessageContaining("the call expects 2 x Tensor");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SILU.begin().tensor(x).callVoid())
                    .withMessageContaining("the call expects no result");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SILU.begin().tensors(List.of(x)).call())
                    .withMessageContaining("is Tensor, not a list of tensors");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Operator.of("aten::add", "Tensor")
                            .begin()
                            .tensor(x)
                            .tensor(x)
                            .number(1)
                            .call())
                    .withMessageContaining("Scalar, which LibTorch's stable ABI cannot pass");
            assertThat(SILU.apply(x).toFloatArray()[0]).isCloseTo(0.731f, within(1e-3f));
        }
    }

    @Test
    void operatorsThatLibTorchDoesNotHaveAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Operator.of("aten::silo", ""))
                .withMessageContaining("LibTorch 2.10 has no operator 'aten::silo'");
        assertThatIllegalArgumentException().isThrownBy(() -> Operator.ofSchema("aten::silo"));
        try (var scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 2);
            assertThat(Operator.ofSchema("aten::sin(Tensor self) -> Tensor")
                            .apply(x)
                            .toFloatArray())
                    .containsExactly((float) Math.sin(1), (float) Math.sin(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_fused_adamw_", "_fused_sgd_", "_fused_adam_", "_fused_adagrad_", "_resize_output_"})
    void operatorsThatTrustTheirCallersAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Operator.of("aten::" + name, ""))
                .withMessageContaining("trusts its callers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Operator.ofSchema("aten::" + name + "(Tensor(a!)[] self) -> ()"))
                .withMessageContaining("trusts its callers");
    }

    /** LibTorch 2.10 divides by the number of heads, and keeps 8 bits of a code: 777 was a complex number. */
    @Test
    void valuesThatLibTorchDoesNotCheckAreRefused() {
        try (var scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 2);
            for (long code : new long[] {-1, 46, 777}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> SOFTMAX.begin()
                                .tensor(x)
                                .integer(0)
                                .optional(code)
                                .call())
                        .withMessageContaining(
                                "argument 2, dtype, is " + code + ", and ScalarType? has the codes 0 to 45");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Operator.of("aten::contiguous", "")
                            .begin()
                            .tensor(x)
                            .integer(77)
                            .call())
                    .withMessageContaining("MemoryFormat has the codes 0 to 3");
            Tensor none = Tensor.empty(DType.FLOAT32, Device.CPU, 1, 0, 3, 4);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Attention.scaledDotProductAttention(none, none, none))
                    .withMessageContaining("takes no tensor without elements");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resize_", "as_strided_", "t_", "squeeze_", "detach_", "requires_grad_", "set_data"})
    void operatorsThatChangeStorageOrShapeAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Operator.ofSchema("aten::" + name + "(Tensor(a!) self) -> Tensor(a!)"))
                .withMessageContaining("changes the storage or the shape of its operand");
    }

    /** Every operator of LibTorch that works in place on one tensor, perhaps with one or two integers. */
    static List<String> inPlaceOperators() {
        return OperatorSchema.names().stream()
                .filter(name -> name.startsWith("aten::") && name.matches("\\w+::\\w+_(\\.\\w+)?"))
                .filter(name -> OperatorSchema.find(name)
                        .orElseThrow()
                        .text()
                        .matches("[^(]*\\(Tensor\\(a!\\) self(, (int|SymInt) \\w+){0,2}\\) -> .*"))
                .toList();
    }

    /** What the list of refused operators is for: shown with every operator that can be called, on a [1, 2, 3] tensor. */
    @Test
    void noInPlaceOperatorThatIsAcceptedChangesShapeOrMemory() {
        int called = 0;
        int refused = 0;
        for (String full : inPlaceOperators()) {
            int dot = full.indexOf('.');
            Operator operator;
            try {
                operator =
                        dot < 0 ? Operator.of(full, "") : Operator.of(full.substring(0, dot), full.substring(dot + 1));
            } catch (IllegalArgumentException e) {
                refused++;
                continue;
            }
            try (var scope = TensorScope.open()) {
                Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3);
                long address = x.dataPointer();
                OperatorCall call = operator.begin().tensor(x);
                for (int i = 1; i < operator.schema().arguments().size(); i++) {
                    call.integer(i - 1);
                }
                call.call();
                Tensor again = x.sameElements();
                assertThat(again.shape()).as(full).containsExactly(1, 2, 3);
                assertThat(again.strides()).as(full).containsExactly(6, 3, 1);
                assertThat(again.dataPointer()).as(full).isEqualTo(address);
                called++;
            } catch (NativeException e) {
                assertThat(e).as(full).hasMessageContaining("failed: ");
            }
        }
        assertThat(called).isGreaterThan(50);
        assertThat(refused).isGreaterThan(5);
    }

    @Test
    void aPlaceForTheResultMayBeResizedButNotUnderASegment() {
        Operator mul = Operator.of("aten::mul", "out");
        try (var scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 4);
            Tensor out = Tensor.empty(DType.FLOAT32, Device.CPU, 0);
            MemorySegment segment = out.segment();
            assertThat(out.shape()).containsExactly(0);
            mul.begin().tensor(x).tensor(x).tensor(out).call();
            assertThat(out.shape()).containsExactly(4);
            assertThat(out.segment().toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1, 4, 9, 16);
            assertThatIllegalStateException()
                    .isThrownBy(() -> segment.asSlice(0).toArray(ValueLayout.JAVA_FLOAT));
        }
    }

    @Test
    void aViewOfWrappedMemoryDoesNotOutliveItThroughAnEmptyOne() {
        Operator asStrided = Operator.of("aten::as_strided", "");
        try (var scope = TensorScope.open()) {
            Tensor view;
            try (Arena arena = Arena.ofConfined()) {
                Tensor wrapped = Tensor.wrap(arena.allocate(16, 4), DType.FLOAT32, 4);
                Tensor empty = asStrided
                        .begin()
                        .tensor(wrapped)
                        .integers(0)
                        .integers(1)
                        .optional(4)
                        .call();
                view = asStrided
                        .begin()
                        .tensor(empty)
                        .integers(4)
                        .integers(1)
                        .optional(0)
                        .call();
                assertThat(view.numel()).isEqualTo(4);
            }
            assertThatIllegalStateException()
                    .isThrownBy(view::toFloatArray)
                    .withMessageContaining("arena of the wrapped segment was closed");
        }
    }

    @Test
    void anyWrittenTensorIsCheckedForReadOnlyMemory() {
        try (var scope = TensorScope.open();
                Arena arena = Arena.ofConfined()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 2);
            Tensor readOnly = Tensor.wrap(arena.allocate(8, 4).asReadOnly(), DType.FLOAT32, 2);
            assertThatIllegalStateException()
                    .isThrownBy(() -> Operator.of("aten::mul", "out")
                            .begin()
                            .tensor(x)
                            .tensor(x)
                            .tensor(readOnly)
                            .call())
                    .withMessageContaining("read-only");
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            Operator.of("aten::_foreach_zero_", "").begin().tensors(List.of(readOnly)))
                    .withMessageContaining("read-only");
        }
    }

    @Test
    void aCallThatFailsWhileItsArgumentsAreCollectedIsForgotten() {
        try (var scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1}, 1);
            Tensor none = null;
            assertThatThrownBy(() -> SILU.begin().tensor(none)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> SILU.begin().tensors(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> SILU.begin().integers((long[]) null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> SILU.begin().text(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> SILU.begin().tensor(x).integer(none.numel()))
                    .isInstanceOf(NullPointerException.class);
            assertThat(SILU.begin().tensor(x).call().item()).isCloseTo(0.731f, within(1e-3f));
        }
    }

    @Test
    void aCallAmongTheArgumentsOfAnotherKeepsBothApart() {
        try (var scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1}, 1);
            Tensor twice = SILU.begin().tensor(SILU.begin().tensor(x).call()).call();
            assertThat(twice.item()).isCloseTo(0.4935f, within(1e-3f));
            OperatorCall made = SILU.begin();
            made.tensor(x).call();
            assertThatIllegalStateException().isThrownBy(made::call).withMessageContaining("was made already");
        }
    }

    @Test
    void messagesShowNumbersAsTheyWereGiven() {
        Operator layerNorm = Operator.of("aten::layer_norm", "");
        try (var scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 2);
            assertThatThrownBy(() -> layerNorm
                            .begin()
                            .tensor(x)
                            .integers(3)
                            .none()
                            .none()
                            .number(1e-5)
                            .flag(true)
                            .call())
                    .isInstanceOf(NativeException.class)
                    .hasMessageContaining("(FLOAT32[2] on cpu, [3], none, none, 1.0E-5, true) failed: ")
                    .hasMessageContaining("normalized_shape=[3]")
                    .hasMessageNotContaining("frame #");
        }
    }
}
