package org.ouroboros3d.tests.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros3d.adapter.AdapterConfig;
import org.ouroboros3d.clip.ClipVisionConfig;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.lgm.GaussianPlacement;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.svd.UNetConfig;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.vae.VaeConfig;

/** A narrow model in every published layout loads strictly; {@link FullSizeLoading} does the same at full size. */
class OfficialLayoutTest {
    private static final LgmConfig NARROW_LGM = new LgmConfig(
            32,
            List.of(64, 32),
            List.of(false, true),
            true,
            List.of(32),
            List.of(true),
            2,
            4,
            32,
            128,
            GaussianPlacement.FREE);

    @TempDir
    private Path root;

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "FLOAT32"})
    void everyLayoutLoads(DType stored) throws IOException {
        long before = Tensor.liveCount();
        OfficialStates states = OfficialStates.of(narrow());
        OfficialFolders folders = write(stored, states);
        try (OfficialNetworks networks = new OfficialNetworks(DType.FLOAT32, (name, parameters) -> {})) {
            networks.loadModel(folders.ouroboros(), folders.svd(), NARROW_LGM);
            networks.loadUnet(folders.svd());
            assertThat(networks.parameters().values())
                    .containsExactly(
                            states.imageEncoder().parameters(),
                            states.vae().parameters(),
                            states.mvModel().parameters(),
                            states.reconModel().parameters(),
                            states.unet().parameters());
            networks.loadLgm(folders.lgm(), NARROW_LGM);
        }
        assertThat(Tensor.liveCount()).isEqualTo(before);
    }

    @Test
    void aWrongCheckpointIsNamedWithEveryFault() throws IOException {
        OfficialStates states = OfficialStates.of(narrow());
        OfficialFolders folders = write(
                DType.FLOAT16,
                new OfficialStates(
                        states.imageEncoder(), states.vae(), states.mvModel().only("unet."), states.reconModel()));
        try (OfficialNetworks networks = new OfficialNetworks(DType.FLOAT32, (name, parameters) -> {})) {
            assertThatThrownBy(() -> networks.loadModel(folders.ouroboros(), folders.svd(), NARROW_LGM))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("mv_model_unet.pth: not the weights of this model")
                    .hasMessageContaining("missing: unet.conv_in.weight [32, 8, 3, 3]")
                    .hasMessageContaining("unexpected: conv_in.weight [32, 8, 3, 3]")
                    .hasMessageContaining("missing: mid_plucker.embed.0.weight [64, 78]");
        }
    }

    @Test
    void thePublishedConfigurationsAreTheBuiltInOnes() {
        JsonNode configs = OfficialFolders.publishedConfigs();
        assertThat(ClipVisionConfig.fromJson(configs.path("image_encoder"))).isEqualTo(ClipVisionConfig.VIT_H_14);
        assertThat(VaeConfig.fromJson(configs.path("vae"))).isEqualTo(VaeConfig.SVD);
        assertThat(UNetConfig.fromJson(configs.path("unet"))).isEqualTo(UNetConfig.svd());
        assertThat(LgmConfig.fromJson(JsonNodeFactory.instance.objectNode())).isEqualTo(LgmConfig.BIG);
    }

    private OfficialFolders write(DType stored, OfficialStates states) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            OfficialFolders folders =
                    new OfficialFolders(root, new SyntheticTensors(stored, states.largestTensor(), arena));
            folders.write(narrowConfigs(), states);
            return folders;
        }
    }

    /** The published configurations with narrower levels and fewer layers. */
    private static JsonNode narrowConfigs() {
        ObjectNode configs = OfficialFolders.publishedConfigs().deepCopy();
        ObjectNode clip = (ObjectNode) configs.path("image_encoder");
        clip.put("hidden_size", 32).put("intermediate_size", 64).put("num_hidden_layers", 2);
        clip.put("projection_dim", 24);
        levels((ObjectNode) configs.path("vae"), "block_out_channels", 32, 32, 32, 64);
        ObjectNode unet = (ObjectNode) configs.path("unet");
        levels(unet, "block_out_channels", 32, 32, 32, 64);
        levels(unet, "num_attention_heads", 1, 1, 2, 2);
        unet.put("cross_attention_dim", 24);
        return configs;
    }

    private static void levels(ObjectNode config, String key, int... values) {
        config.remove(key);
        for (int value : values) {
            config.withArray(key).add(value);
        }
    }

    private static OfficialConfigs narrow() {
        JsonNode configs = narrowConfigs();
        UNetConfig unet = UNetConfig.fromJson(configs.path("unet"));
        AdapterConfig adapter = new AdapterConfig(192, unet.blockOutChannels(), 3, 1);
        return new OfficialConfigs(
                ClipVisionConfig.fromJson(configs.path("image_encoder")),
                VaeConfig.fromJson(configs.path("vae")),
                new MVModelConfig(unet, List.of(adapter, adapter)),
                NARROW_LGM);
    }
}
