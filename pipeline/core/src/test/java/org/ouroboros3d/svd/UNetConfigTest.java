package org.ouroboros3d.svd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.weights.Weights;

class UNetConfigTest {
    private static final String SVD = """
            {"_class_name": "UNetSpatioTemporalConditionModel", "addition_time_embed_dim": 256,
             "block_out_channels": [320, 640, 1280, 1280], "cross_attention_dim": 1024,
             "down_block_types": ["CrossAttnDownBlockSpatioTemporal", "CrossAttnDownBlockSpatioTemporal",
                                  "CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"],
             "in_channels": 8, "layers_per_block": 2, "num_attention_heads": [5, 10, 20, 20], "num_frames": 25,
             "out_channels": 4, "projection_class_embeddings_input_dim": 768, "sample_size": 96,
             "transformer_layers_per_block": 1,
             "up_block_types": ["UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal",
                                "CrossAttnUpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"]}
            """;

    @Test
    void readsThePublishedFile() throws JsonProcessingException {
        assertThat(UNetConfig.fromJson(json())).isEqualTo(UNetConfig.svd());
    }

    @Test
    void publishedSizesHaveThePublishedNumberOfParameters() {
        assertThat(RandomWeights.count(UNetConfigTest::svd)).isEqualTo(1_524_623_082L);
    }

    @Test
    void publishedKeysHaveThePublishedShapes() {
        Map<String, long[]> shapes = RandomWeights.shapes(UNetConfigTest::svd);
        assertThat(shapes.get("conv_in.weight")).containsExactly(320, 8, 3, 3);
        assertThat(shapes.get("add_embedding.linear_1.weight")).containsExactly(1280, 768);
        assertThat(shapes.get("up_blocks.1.resnets.2.spatial_res_block.conv1.weight"))
                .containsExactly(1280, 1920, 3, 3);
        assertThat(shapes.get("up_blocks.3.resnets.0.spatial_res_block.conv_shortcut.weight"))
                .containsExactly(320, 960, 1, 1);
        assertThat(shapes.get("down_blocks.1.attentions.1.temporal_transformer_blocks.0.attn2.to_k.weight"))
                .containsExactly(640, 1024);
        assertThat(shapes.get("mid_block.attentions.0.transformer_blocks.0.ff.net.0.proj.weight"))
                .containsExactly(10240, 1280);
        assertThat(shapes)
                .doesNotContainKeys("down_blocks.3.attentions.0.norm.weight", "up_blocks.3.upsamplers.0.conv");
    }

    @Test
    void demandsTheNumberOfHeads() throws JsonProcessingException {
        ObjectNode node = json();
        node.remove("num_attention_heads");
        assertThatThrownBy(() -> UNetConfig.fromJson(node))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("UNet configuration lacks \"num_attention_heads\"");
    }

    @Test
    void refusesHeadsThatDoNotDivideTheirLevel() throws JsonProcessingException {
        ObjectNode node = json();
        node.withArray("num_attention_heads").removeAll().add(5).add(10).add(20).add(7);
        assertThatThrownBy(() -> UNetConfig.fromJson(node))
                .hasMessageContaining("got 7 heads for 1280 channels at level 3");
    }

    @Test
    void refusesBlocksOfOtherModels() throws JsonProcessingException {
        ObjectNode node = json();
        node.withArray("down_block_types").removeAll().add("CrossAttnDownBlock2D");
        assertThatThrownBy(() -> UNetConfig.fromJson(node))
                .hasMessageContaining("block type CrossAttnDownBlock2D is not supported");
    }

    @Test
    void refusesListsOfDifferentLengths() throws JsonProcessingException {
        ObjectNode node = json();
        node.withArray("block_out_channels").removeAll().add(320);
        assertThatThrownBy(() -> UNetConfig.fromJson(node)).hasMessageContaining("got 4, 4 and 4");
    }

    private static void svd(Weights weights) {
        new UNetSpatioTemporalConditionModel(weights, UNetConfig.svd(), TemporalContext.FIXED);
    }

    private static ObjectNode json() throws JsonProcessingException {
        return (ObjectNode) JsonMapper.builder().build().readTree(SVD);
    }
}
