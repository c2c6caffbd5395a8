package org.ouroboros3d.train.run;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainableModel;

/** Has ranks refuse to train together what they do not have in common. */
final class RankAgreement {
    private RankAgreement() {}

    /**
     * Compares what decides a run with the other ranks.
     *
     * @param device that the ranks' connection moves tensors of
     * @throws TrainingException that names the ranks which differ from rank 0, on all ranks
     */
    static void require(Collective ranks, TrainingConfig config, TrainableModel model, Device device) {
        if (ranks.size() == 1) {
            return;
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "versions of Ouroboros3D and LibTorch",
                RankAgreement.class.getPackage().getImplementationVersion() + " "
                        + LibTorch.load().version());
        facts.put("configuration", config.shared().toString());
        facts.put("training data", config.data().checksum());
        facts.put("model", model.config().toString() + WeightsChecksum.of(model, Set.of()));
        requireSame(ranks, facts, device);
    }

    private static void requireSame(Collective ranks, Map<String, String> facts, Device device) {
        long[] own = facts.values().stream().mapToLong(RankAgreement::digest).toArray();
        long[] parts = new long[ranks.size()];
        Arrays.fill(parts, own.length);
        List<String> differences = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            Tensor all = Tensor.empty(DType.INT64, device, (long) own.length * ranks.size());
            ranks.allGather(Tensor.of(own, own.length).to(device), parts, all).await();
            Tensor table = Shapes.reshape(all.to(Device.CPU), ranks.size(), own.length);
            long[] values = longs(table);
            int fact = 0;
            for (String name : facts.keySet()) {
                for (int rank = 1; rank < ranks.size(); rank++) {
                    if (values[rank * own.length + fact] != values[fact]) {
                        differences.add("rank " + rank + " has another " + name);
                    }
                }
                fact++;
            }
        }
        if (!differences.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.CONFIGURATION,
                    differences.stream().distinct().collect(Collectors.joining(", "))
                            + " than rank 0; start all ranks with the same command, files and installation");
        }
    }

    private static long[] longs(Tensor table) {
        return table.segment().toArray(ValueLayout.JAVA_LONG);
    }

    private static long digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
