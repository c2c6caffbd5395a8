package org.ouroboros3d.svd;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.adapter.AdapterConfig;

/**
 * Sizes of the multi-view denoiser.
 *
 * @param unet the video UNet
 * @param condEncoder the adapters of the fed-back colours and coordinates, in this order
 */
public record MVModelConfig(UNetConfig unet, List<AdapterConfig> condEncoder) {
    /** Checks that there are two adapters and that their features fit the UNet's levels. */
    public MVModelConfig {
        condEncoder = List.copyOf(condEncoder);
        if (condEncoder.size() != 2) {
            throw new IllegalArgumentException("MVModel needs two adapters in cond_encoder, of colours and of"
                    + " coordinates, got " + condEncoder.size());
        }
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < unet.levels(); i++) {
            if (unet.downAttention().get(i)) {
                widths.add(unet.blockOutChannels().get(i));
            }
        }
        widths.add(unet.midChannels());
        for (AdapterConfig adapter : condEncoder) {
            if (!adapter.channels().equals(widths)) {
                throw new IllegalArgumentException("MVModel adapters need channels " + widths
                        + ", those of the UNet's levels with attention and of its coarsest, got " + adapter.channels());
            }
        }
    }

    /** {@return the released configuration} */
    public static MVModelConfig official() {
        return new MVModelConfig(UNetConfig.svd(), List.of(AdapterConfig.official(), AdapterConfig.official()));
    }

    /**
     * Reads an object with the keys {@code unet} and {@code cond_encoder}.
     *
     * @throws IllegalArgumentException where it lacks a key or asks for a model without camera rays
     */
    public static MVModelConfig fromJson(JsonNode node) {
        if (node.has("add_plucker") && !node.path("add_plucker").booleanValue()) {
            throw new IllegalArgumentException(
                    "MVModel configuration: \"add_plucker\" must be true; models without camera rays are not supported");
        }
        List<AdapterConfig> adapters = new ArrayList<>();
        node.path("cond_encoder").forEach(adapter -> adapters.add(AdapterConfig.fromJson(adapter)));
        return new MVModelConfig(UNetConfig.fromJson(node.path("unet")), adapters);
    }
}
