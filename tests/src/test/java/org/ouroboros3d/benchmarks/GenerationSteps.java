package org.ouroboros3d.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.tensor.Device;

/**
 * One step of the built-in model's loop as an embedding program pays for it: a tenth of a generation of ten steps, whose
 * input and results are in it too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class GenerationSteps {
    private static final int STEPS = 10;

    /** Guidance of the last view; with 1 the loop has one branch. */
    @Param({"3", "1"})
    public double maxGuidance;

    private Ouroboros3D model;
    private Image picture;
    private GenerationOptions options;

    @Setup
    public void setUp() {
        model = Ouroboros3D.open(Device.CPU);
        int size = model.info().imageSize();
        byte[] grey = new byte[3 * size * size];
        Arrays.fill(grey, (byte) 128);
        picture = Image.of(size, size, 3, grey);
        options = GenerationOptions.defaults().withSteps(STEPS).withGuidance(new LinearGuidance(1, maxGuidance));
    }

    @TearDown
    public void tearDown() {
        model.close();
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Generation step() {
        return model.generate(picture, options, ProgressListener.SILENT);
    }
}
