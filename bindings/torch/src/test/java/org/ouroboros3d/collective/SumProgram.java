package org.ouroboros3d.collective;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Uses every operation with numbers that each rank knows of all others, and prints what is wrong. */
final class SumProgram {
    /** No multiple of any number of ranks, and more than one chunk of a sum in float32. */
    private static final int MANY = 4_300_007;

    private final Collective ranks;

    private SumProgram(Collective ranks) {
        this.ranks = ranks;
    }

    public static void main(String... arguments) {
        try (Collective ranks = MpiCollective.open(Launch.ofEnvironment(), Duration.ofSeconds(60));
                TensorScope scope = TensorScope.open()) {
            SumProgram program = new SumProgram(ranks);
            program.sums();
            program.doubles();
            program.bfloats();
            program.parts();
            program.copies();
            program.nullPointers();
            ranks.finish();
            System.out.println("rank " + ranks.rank() + " of " + ranks.size() + " is done");
        }
    }

    private static float[] values(int rank, int count) {
        float[] values = new float[count];
        Random random = new Random(rank);
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    /** In the order of the ranks, which decides the last bits. */
    private float[] sum(int count) {
        float[] sum = values(0, count);
        for (int r = 1; r < ranks.size(); r++) {
            float[] next = values(r, count);
            for (int i = 0; i < count; i++) {
                sum[i] += next[i];
            }
        }
        return sum;
    }

    private void sums() {
        for (int count : new int[] {1, 5, 4099, MANY}) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor x = Tensor.of(values(ranks.rank(), count), count);
                ranks.allReduce(x).await();
                require("sum of " + count, Arrays.equals(x.toFloatArray(), sum(count)));
            }
        }
    }

    private void doubles() {
        Tensor x = Tensor.of(new double[] {1e-17, ranks.rank() + 0.125}, 2);
        ranks.allReduce(x).await();
        int n = ranks.size();
        require("doubles", x.toDoubleArray()[1] == n * (n - 1) / 2.0 + 0.125 * n);
    }

    private void bfloats() {
        int count = 10_001;
        Tensor x = Tensor.of(values(ranks.rank(), count), count).to(DType.BFLOAT16);
        ranks.allReduce(x).await();
        float[] sum = new float[count];
        for (int r = 0; r < ranks.size(); r++) {
            float[] next = Tensor.of(values(r, count), count).to(DType.BFLOAT16).toFloatArray();
            for (int i = 0; i < count; i++) {
                sum[i] += next[i];
            }
        }
        float[] rounded = Tensor.of(sum, count).to(DType.BFLOAT16).toFloatArray();
        require("bfloat16, rounded as LibTorch does", Arrays.equals(x.toFloatArray(), rounded));
    }

    private void parts() {
        int n = ranks.size();
        long[] parts = new long[n];
        int total = 0;
        for (int r = 0; r < n; r++) {
            // The first rank has nothing.
            parts[r] = 100_003L * r;
            total += (int) parts[r];
        }
        int begin = 0;
        for (int r = 0; r < ranks.rank(); r++) {
            begin += (int) parts[r];
        }
        Tensor own = Tensor.empty(DType.FLOAT32, Device.CPU, parts[ranks.rank()]);
        ranks.reduceScatter(Tensor.of(values(ranks.rank(), total), total), parts, own)
                .await();
        float[] sum = sum(total);
        require(
                "part of the sum",
                Arrays.equals(own.toFloatArray(), Arrays.copyOfRange(sum, begin, begin + (int) own.numel())));
        Tensor all = Tensor.empty(DType.FLOAT32, Device.CPU, total);
        ranks.allGather(own, parts, all).await();
        require("all parts", Arrays.equals(all.toFloatArray(), sum));
    }

    private void copies() {
        int root = ranks.size() - 1;
        Tensor x = Tensor.of(values(ranks.rank(), 1001), 1001);
        Transfer copy = ranks.broadcast(x, root);
        ranks.barrier();
        copy.await();
        require("copy", Arrays.equals(x.toFloatArray(), values(root, 1001)));
    }

    /** Compiled code finds null pointers by a signal, which a library that handles it itself would turn into a crash. */
    private void nullPointers() {
        int found = 0;
        for (int i = 0; i < 50_000; i++) {
            found += isNull(i % 10 == 0 ? null : "text") ? 1 : 0;
        }
        require("count of null pointers", found == 5000);
    }

    private static boolean isNull(String text) {
        try {
            return text.length() < 0;
        } catch (NullPointerException e) {
            return true;
        }
    }

    private void require(String what, boolean right) {
        if (!right) {
            throw new AssertionError("rank " + ranks.rank() + ": the " + what + " is wrong");
        }
    }
}
