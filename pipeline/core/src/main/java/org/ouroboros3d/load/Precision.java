package org.ouroboros3d.load;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.weights.Role;

/**
 * Which floating type each network of the loop computes in: {@link DType#FLOAT32}, {@link DType#BFLOAT16} or
 * {@link DType#FLOAT16}.
 *
 * <p>A shorter type concerns convolutions, fully connected layers and, on a GPU, attention, whose weights are then stored
 * in it too. In float32 stay, whatever is chosen:
 *
 * <ul>
 *   <li>statistics of normalizations, which sum many squares;
 *   <li>the last layers of the reconstructor, whose outputs are positions;
 *   <li>schedule, guidance and the latents between the steps, where the errors of all steps would add up;
 *   <li>cameras and rasterizer;
 *   <li>the two image encoders, which run once: nothing is gained there, and the published pipeline does the same, as
 *       Stable Video Diffusion's encoder overflows in float16.
 * </ul>
 *
 * <p>The adapters are part of the denoiser.
 *
 * @param denoiser the multi-view UNet with its adapters
 * @param decoder the autoencoder's decoder
 * @param reconstructor the network that makes Gaussians, and the detail head that refines them
 */
public record Precision(DType denoiser, DType decoder, DType reconstructor) {
    /** All in float32: safe on every device, and the default. */
    public static final Precision FP32 = of(DType.FLOAT32);
    /** All in bfloat16, which has the range of float32 and 8 bits of mantissa. */
    public static final Precision BF16 = of(DType.BFLOAT16);
    /** All in float16, which has 11 bits of mantissa and ends at 65504. */
    public static final Precision FP16 = of(DType.FLOAT16);

    /** Checks the types. */
    public Precision {
        for (DType type : new DType[] {denoiser, decoder, reconstructor}) {
            word(type);
        }
    }

    /** {@return all networks in one type} */
    public static Precision of(DType type) {
        return new Precision(type, type, type);
    }

    /**
     * {@return the precision that a text names} Either one type for all networks, {@code fp32}, {@code bf16} or {@code
     * fp16}, or types for some, such as {@code denoiser=bf16,decoder=fp16}; networks that are not named are in fp32.
     *
     * @throws IllegalArgumentException if it names none
     */
    public static Precision parse(String text) {
        if (!text.contains("=")) {
            return of(type(text));
        }
        Map<String, DType> types = new LinkedHashMap<>(FP32.byNetwork());
        for (String entry : text.split(",", -1)) {
            String[] parts = entry.split("=", -1);
            String network = parts[0].strip();
            if (parts.length != 2 || !types.containsKey(network)) {
                throw new IllegalArgumentException("unknown precision '" + entry + "'; name a network, "
                        + String.join(", ", types.keySet()) + ", and its type, such as denoiser=bf16");
            }
            types.put(network, type(parts[1]));
        }
        return new Precision(types.get("denoiser"), types.get("decoder"), types.get("reconstructor"));
    }

    /**
     * {@return the type that a word names}
     *
     * @param word {@code fp32}, {@code bf16} or {@code fp16}
     * @throws IllegalArgumentException if it is another
     */
    public static DType type(String word) {
        return switch (word.strip()) {
            case "fp32" -> DType.FLOAT32;
            case "bf16" -> DType.BFLOAT16;
            case "fp16" -> DType.FLOAT16;
            default -> throw new IllegalArgumentException("unknown precision '" + word + "'; use fp32, bf16 or fp16");
        };
    }

    /**
     * {@return the word for a type, as {@link #type} reads it}
     *
     * @throws IllegalArgumentException if networks do not compute in it
     */
    public static String word(DType type) {
        return switch (type) {
            case FLOAT32 -> "fp32";
            case BFLOAT16 -> "bf16";
            case FLOAT16 -> "fp16";
            default ->
                throw new IllegalArgumentException("networks compute in float32, bfloat16 or float16, not in " + type);
        };
    }

    private Map<String, DType> byNetwork() {
        Map<String, DType> types = new LinkedHashMap<>();
        types.put("denoiser", denoiser);
        types.put("decoder", decoder);
        types.put("reconstructor", reconstructor);
        return types;
    }

    /**
     * Checks that a device computes in these types at a useful speed.
     *
     * @throws UnsupportedPrecisionException if it does not: without instructions for a type, processors are about a
     *     hundred times slower in it than in float32
     */
    void requireFastOn(Device device) {
        byNetwork().forEach((network, type) -> {
            if (!Autocast.isFast(type, device)) {
                throw new UnsupportedPrecisionException("this processor has no instructions for " + word(type)
                        + ", which would make the " + network + " far slower than fp32; use "
                        + Arrays.stream(new DType[] {DType.BFLOAT16, DType.FLOAT32})
                                .filter(other -> Autocast.isFast(other, device))
                                .map(Precision::word)
                                .collect(Collectors.joining(" or ")));
            }
        });
    }

    /** {@return the networks, computing in these types; what they take and return stays float32} */
    public Networks applyTo(Networks modules) {
        return modules.withDenoiser(new MixedPrecision(denoiser).denoiser(modules.denoiser()))
                .withLatentDecoder(new MixedPrecision(decoder).latentDecoder(modules.latentDecoder()))
                .withReconstructor(new MixedPrecision(reconstructor).reconstructor(modules.reconstructor()))
                .withDetail(modules.detail().map(new MixedPrecision(reconstructor)::detail));
    }

    /**
     * {@return the type in which the floating-point tensors of a part are stored} Layers that compute in a shorter type would
     * convert their weights at every call; stored so, they give the same.
     */
    Function<Role, DType> storage(ModelPart part) {
        return role -> role.followsPrecision() ? computing(ModelComponent.of(part, role)) : DType.FLOAT32;
    }

    private DType computing(ModelComponent component) {
        return switch (component) {
            case ADAPTERS, TIME_EMBEDDING, DENOISER -> denoiser;
            case LATENT_DECODER -> decoder;
            case RECONSTRUCTOR, DETAIL -> reconstructor;
            case IMAGE_ENCODER, LATENT_ENCODER -> DType.FLOAT32;
        };
    }

    /** {@return as {@link #parse} reads it} */
    @Override
    public String toString() {
        return denoiser == decoder && decoder == reconstructor
                ? word(denoiser)
                : byNetwork().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + word(entry.getValue()))
                        .collect(Collectors.joining(","));
    }
}
