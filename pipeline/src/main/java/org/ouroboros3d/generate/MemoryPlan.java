package org.ouroboros3d.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.svd.VaeDecoder;
import org.ouroboros3d.tensor.Device;

/**
 * What a model needs of a device's memory: its weights, all at once or component by component, and the decoder's
 * activations, which are the largest of all stages. Those of the other stages are not counted.
 */
final class MemoryPlan {
    /**
     * Bytes that decoding must leave: a run's other tensors, and what allocators keep of freed memory. While two frames of
     * 256 × 256 pixels were decoded in bfloat16, the C library kept 0.2 GB; of four frames of 512 × 512, nothing.
     */
    static final long SPARE = 250_000_000;

    private static final double GIGA = 1e9;

    private final Device device;
    private final ModelOptions options;
    private final Map<ModelComponent, Long> weights;
    private final IntToLongFunction decoding;

    /**
     * Takes the needs of a model.
     *
     * @param weights bytes of each component on the device
     * @param decoding bytes that decoding some frames together takes beside the decoder's weights
     */
    MemoryPlan(Device device, ModelOptions options, Map<ModelComponent, Long> weights, IntToLongFunction decoding) {
        this.device = device;
        this.options = options;
        this.weights = weights;
        this.decoding = decoding;
    }

    /**
     * {@return how many frames the decoder can take at a time} As many as published, or the most that fit.
     *
     * @param free bytes of the device
     * @throws InsufficientMemoryException if the weights do not fit, or not even one frame beside them
     */
    int decodeChunk(long free) {
        requireWeights(free);
        for (int chunk = VaeDecoder.DECODE_CHUNK_SIZE; chunk > 0; chunk--) {
            if (whileDecoding(chunk) <= free) {
                return chunk;
            }
        }
        String what = "decoding one frame, " + gigabytes(besideDecoding()) + " of it for weights";
        throw insufficient(what, whileDecoding(1), free);
    }

    private void requireWeights(long free) {
        if (!options.lowVram()) {
            requireFits("the model's weights", total(), free);
            return;
        }
        weights.forEach((component, bytes) -> requireFits("the weights of " + component.words(), bytes, free));
    }

    private void requireFits(String what, long bytes, long free) {
        if (bytes > free) {
            throw insufficient(what, bytes, free);
        }
    }

    private long total() {
        return weights.values().stream().mapToLong(Long::longValue).sum();
    }

    private long whileDecoding(int frames) {
        return besideDecoding() + decoding.applyAsLong(frames) + SPARE;
    }

    private long besideDecoding() {
        return options.lowVram() ? weights.get(ModelComponent.LATENT_DECODER) : total();
    }

    private InsufficientMemoryException insufficient(String what, long needed, long free) {
        return new InsufficientMemoryException(
                "not enough memory on " + device + ": " + gigabytes(needed) + " are needed for " + what
                        + ", computing in " + options.precision() + ", and " + gigabytes(free) + " are free; "
                        + remedy(),
                needed,
                free);
    }

    private String remedy() {
        List<String> remedies = new ArrayList<>();
        if (!options.lowVram()) {
            remedies.add("load each network only while it computes (--low-vram)");
        }
        if (options.precision().equals(Precision.FP32)) {
            Stream.of(Precision.BF16, Precision.FP16)
                    .filter(shorter -> Autocast.isFast(shorter.denoiser(), device))
                    .findFirst()
                    .ifPresent(shorter -> remedies.add("compute in 16 bits (--precision " + shorter + ")"));
        }
        remedies.add(
                device.isHost()
                        ? "end other programs, or use a device or a machine with more memory"
                        : "use another device (--device)");
        return String.join(", ", remedies);
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GB", bytes / GIGA);
    }
}
