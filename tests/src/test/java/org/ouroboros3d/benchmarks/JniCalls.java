package org.ouroboros3d.benchmarks;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.ouroboros3d.tensor.LibTorch;

/** The same calls through bytedeco's JNI API, on the same LibTorch files; every result is freed at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JniCalls {
    private AutoGradMode gradMode;
    private FloatPointer memory;
    private Tensor a;
    private Tensor b;
    private Tensor matrix;
    private TensorOptional bias;
    private TensorVector pair;
    private LongOptional from;
    private LongOptional to;
    private Scalar half;

    /** Loads LibTorch through both libraries. */
    static void load() {
        LibTorch.load();
        Loader.load(torch.class);
    }

    @Setup
    public void setUp() {
        load();
        gradMode = new AutoGradMode(false);
        memory = new FloatPointer(16);
        a = torch.zeros(4, 4);
        b = torch.zeros(4, 4);
        matrix = torch.zeros(4, 4);
        bias = new TensorOptional(torch.zeros(4));
        pair = new TensorVector(a, b);
        from = new LongOptional(1);
        to = new LongOptional(3);
        half = new Scalar(0.5);
    }

    @TearDown
    public void tearDown() {
        gradMode.close();
    }

    @Benchmark
    public void add() {
        a.add(b).close();
    }

    @Benchmark
    public void mul() {
        a.mul(b).close();
    }

    @Benchmark
    public void mulByNumber() {
        a.mul(half).close();
    }

    @Benchmark
    public void silu() {
        torch.silu(a).close();
    }

    @Benchmark
    public void linear() {
        torch.linear(a, matrix, bias).close();
    }

    @Benchmark
    public void slice() {
        a.slice(0, from, to, 1).close();
    }

    @Benchmark
    public void permute() {
        a.permute(1, 0).close();
    }

    @Benchmark
    public void cat() {
        torch.cat(pair, 0).close();
    }

    @Benchmark
    public void wrap() {
        torch.from_blob(memory, 4, 4).close();
    }

    @Benchmark
    public void scope() {
        new PointerScope().close();
    }
}
