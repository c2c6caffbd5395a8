package org.ouroboros3d.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** One operator on sixteen floats through this project's bindings; every result is freed at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PanamaCalls {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(ValueLayout.JAVA_FLOAT, 16);
    private TensorScope scope;
    private GradMode gradMode;
    private Tensor a;
    private Tensor b;
    private Tensor matrix;
    private Tensor bias;
    private List<Tensor> pair;

    @Setup
    public void setUp() {
        // The other library too, so that both are measured in the same process.
        JniCalls.load();
        scope = TensorScope.open();
        gradMode = GradMode.disabled();
        a = Tensor.of(new float[16], 4, 4);
        b = Tensor.of(new float[16], 4, 4);
        matrix = Tensor.of(new float[16], 4, 4);
        bias = Tensor.of(new float[4], 4);
        pair = List.of(a, b);
    }

    @TearDown
    public void tearDown() {
        gradMode.close();
        scope.close();
        arena.close();
    }

    @Benchmark
    public void add() {
        Arithmetic.add(a, b).close();
    }

    @Benchmark
    public void mul() {
        Arithmetic.mul(a, b).close();
    }

    @Benchmark
    public void mulByNumber() {
        Arithmetic.mul(a, 0.5).close();
    }

    @Benchmark
    public void silu() {
        Activations.silu(a).close();
    }

    @Benchmark
    public void linear() {
        Linear.linear(a, matrix, bias).close();
    }

    @Benchmark
    public void slice() {
        Shapes.slice(a, 0, 1, 3, 1).close();
    }

    @Benchmark
    public void permute() {
        Shapes.permute(a, 1, 0).close();
    }

    @Benchmark
    public void cat() {
        Shapes.cat(pair, 0).close();
    }

    @Benchmark
    public void wrap() {
        Tensor.wrap(memory, DType.FLOAT32, 4, 4).close();
    }

    @Benchmark
    public void scope() {
        TensorScope.open().close();
    }
}
