package org.ouroboros3d.collective;

import java.time.Duration;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Sums in a loop; the last rank stops taking part in the way that the argument says. */
final class FaultProgram {
    private FaultProgram() {}

    public static void main(String... arguments) throws InterruptedException {
        int status = 0;
        // Before the ranks meet, as the deadline is shorter than a busy machine takes to load the library.
        LibTorch.load();
        try (Collective ranks = MpiCollective.open(Launch.ofEnvironment(), Duration.ofSeconds(2));
                TensorScope scope = TensorScope.open()) {
            boolean faulty = ranks.rank() == ranks.size() - 1;
            for (int i = 0; i < 1000; i++) {
                if (faulty && i == 3) {
                    fail(arguments[0]);
                }
                ranks.allReduce(Tensor.of(new float[] {1}, 1)).await();
                Thread.sleep(20);
            }
        } catch (CollectiveException e) {
            System.out.println(e.getMessage());
            status = 4;
        }
        System.exit(status);
    }

    private static void fail(String how) throws InterruptedException {
        switch (how) {
            case "hang" -> Thread.sleep(1_000_000);
            case "die" -> Runtime.getRuntime().halt(137);
            default -> throw new IllegalArgumentException(how);
        }
    }
}
