package org.ouroboros3d.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.vae.VaeDecoder;

/**
 * What a model needs of a device's memory: its weights, all at once or component by component, the activations of the
 * component that computes, and what a run keeps meanwhile.
 */
final class MemoryPlan {
    /** Bytes that a run must leave for its small tensors and those of the rasterizer. */
    static final long SPARE = 250_000_000;

    /**
     * Bytes, at most, that an allocator may keep of what a stage has freed, in pieces that do not fit what it makes next;
     * not more than the stage has made. The C library kept up to 0.2 GB where two frames of 256 × 256 pixels were decoded in
     * bfloat16, and up to 0.6 GB where a denoiser of two fifths of the published width computed; large tensors, such as
     * those of the published sizes, it gives back.
     */
    static final long FRAGMENTS = 600_000_000;

    private static final double GIGA = 1e9;

    private final Device device;
    private final ModelOptions options;
    private final Map<ModelComponent, Long> weights;
    private final RunMemory activations;

    /**
     * Takes the needs of a model.
     *
     * @param weights bytes of each component on the device
     * @param activations what runs take beside them
     */
    MemoryPlan(Device device, ModelOptions options, Map<ModelComponent, Long> weights, RunMemory activations) {
        this.device = device;
        this.options = options;
        this.weights = weights;
        this.activations = activations;
    }

    /**
     * {@return how many frames the decoder can take at a time} As many as published, or the most that fit.
     *
     * @param free bytes of the device, before anything is loaded
     * @param run the smallest that must be possible
     * @throws InsufficientMemoryException if the weights do not fit, or not such a run beside them, be it that the decoder
     *     takes one frame at a time
     */
    int decodeChunk(long free, RunSize run) {
        requireWeights(free);
        requireStages(free, run);
        int chunk = VaeDecoder.DECODE_CHUNK_SIZE;
        while (chunk > 1 && during(ModelComponent.LATENT_DECODER, run, chunk) > free) {
            chunk--;
        }
        return chunk;
    }

    /**
     * {@return bytes that a run takes at most beside what is on the device since the model was opened}
     *
     * @param chunk frames that are decoded together, at most
     */
    long besideLoaded(RunSize run, int chunk) {
        long loaded = options.offload() ? 0 : total();
        int frames = Math.min(chunk, run.views());
        return weights.keySet().stream()
                .mapToLong(component -> during(component, run, frames) - loaded)
                .max()
                .orElseThrow();
    }

    private void requireWeights(long free) {
        if (!options.offload()) {
            requireFits("the model's weights", total(), free);
            return;
        }
        weights.forEach((component, bytes) -> requireFits("the weights of " + component.words(), bytes, free));
    }

    private void requireStages(long free, RunSize run) {
        ModelComponent largest = weights.keySet().stream()
                .max(Comparator.comparingLong(component -> during(component, run, 1)))
                .orElseThrow();
        String task = largest == ModelComponent.LATENT_DECODER ? ", decoding one frame" : "";
        String what = "the stage of a run that takes most, that of " + largest.words() + task + ", "
                + gigabytes(loaded(largest)) + " of it for weights";
        requireFits(what, during(largest, run, 1), free);
    }

    private void requireFits(String what, long bytes, long free) {
        if (bytes > free) {
            throw insufficient(what, bytes, free);
        }
    }

    private long total() {
        return weights.values().stream().mapToLong(Long::longValue).sum();
    }

    /** While a component computes. */
    private long during(ModelComponent component, RunSize run, int frames) {
        long made = activations.activations(component, run, frames);
        return loaded(component) + made + Math.min(made, FRAGMENTS) + activations.kept(run) + SPARE;
    }

    /** Weights that are there while a component computes. */
    private long loaded(ModelComponent component) {
        return options.offload() ? weights.get(component) : total();
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
        if (!options.offload()) {
            remedies.add("load each network only while it computes (--offload)");
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
