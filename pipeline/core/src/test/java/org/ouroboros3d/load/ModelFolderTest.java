package org.ouroboros3d.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.Resources;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsWriter;
import org.ouroboros3d.tensor.DType;

class ModelFolderTest {
    @TempDir
    private Path folder;

    @Test
    void readsADiffusersFolder() throws IOException {
        diffusers(folder);
        ModelFolder model = ModelFolder.open(folder);
        assertThat(model.file(ModelPart.VAE)).endsWithRaw(Path.of("vae/diffusion_pytorch_model.fp16.safetensors"));
        assertThat(model.file(ModelPart.IMAGE_ENCODER)).endsWithRaw(Path.of("image_encoder/model.safetensors"));
        assertThat(model.config(ModelPart.VAE).path("name").asText()).isEqualTo("vae");
        assertThat(model.config().path("scheduler").path("sigma_max").asInt()).isEqualTo(700);
        try (Arena arena = Arena.ofConfined()) {
            assertThat(model.read(ModelPart.UNET, arena).tensors()).containsOnlyKeys("conv_in.bias");
        }
        assertThatThrownBy(() -> model.file(ModelPart.MV_MODEL))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("mv_model_unet.pth of Ouroboros3D-SVD-LGM is missing");
        assertThatThrownBy(() -> model.config(ModelPart.RECON_MODEL)).hasMessageContaining("recon_model.pth");
    }

    @Test
    void joinsThePublishedFolders() throws IOException {
        Path svd = Files.createDirectory(folder.resolve("svd"));
        diffusers(svd);
        Path ouroboros = Files.createDirectory(folder.resolve("ouroboros"));
        Files.copy(Resources.file("pth/pth_checkpoint__a_zip.pth"), ouroboros.resolve("mv_model_unet.pth"));
        Files.copy(Resources.file("pth/pth_checkpoint__a_legacy.pth"), ouroboros.resolve("recon_model.pth"));

        ModelFolder model = ModelFolder.open(ouroboros, svd);
        assertThat(model.config().path("geometry").asText()).isEqualTo("OFFICIAL");
        assertThat(model.config(ModelPart.RECON_MODEL)).isEmpty();
        assertThat(model.config(ModelPart.MV_MODEL).toString())
                .contains("\"unet\":{\"name\":\"unet\"")
                .contains("\"add_plucker\":true")
                .contains("\"nums_rb\":3,\"ksize\":1,\"sk\":true,\"use_conv\":false,\"channels\":[320,640,1280,1280]");
        assertThat(model.config(ModelPart.MV_MODEL).path("cond_encoder")).hasSize(2);
        try (Arena arena = Arena.ofConfined()) {
            assertThat(model.read(ModelPart.MV_MODEL, arena).tensors()).hasSize(9);
            assertThat(model.read(ModelPart.RECON_MODEL, arena).tensors()).hasSize(9);
        }

        ModelFolder alone = ModelFolder.open(ouroboros);
        assertThatThrownBy(() -> alone.config(ModelPart.MV_MODEL)).hasMessageContaining("the folder unet/");
        assertThatThrownBy(() -> alone.file(ModelPart.VAE)).hasMessageContaining("the folder vae/");
    }

    @Test
    void readsLgmsFile() throws IOException {
        Path file = folder.resolve("model_fp16_fixrot.safetensors");
        write(file);
        for (Path location : List.of(folder, file)) {
            ModelFolder model = ModelFolder.open(location);
            assertThat(model.file(ModelPart.RECON_MODEL)).isEqualTo(file);
            assertThat(model.config(ModelPart.RECON_MODEL).path("time_channels").asInt(-1))
                    .isZero();
        }
    }

    @Test
    void readsItsOwnFolder() throws IOException {
        Files.writeString(
                folder.resolve("model.json"),
                "{\"format_version\":1,\"geometry\":\"CANONICAL\",\"temporalContext\":\"FIXED\",\"vae\":{\"a\":1}}");
        assertThatThrownBy(() -> ModelFolder.open(folder)).hasMessageContaining("vae.safetensors is missing");
        write(folder.resolve("vae.safetensors"));
        ModelFolder model = ModelFolder.open(folder);
        assertThat(model.config().path("geometry").asText()).isEqualTo("CANONICAL");
        assertThat(model.has(ModelPart.VAE)).isTrue();
        assertThat(model.has(ModelPart.MV_MODEL)).isFalse();
        Files.writeString(folder.resolve("model.json"), "{\"format_version\":2}");
        assertThatThrownBy(() -> ModelFolder.open(folder)).hasMessageContaining("\"format_version\" is 2");
    }

    @Test
    void unwrapsANestedStateDict() throws IOException {
        Files.copy(Resources.file("pth/pth_checkpoint__a_nested_zip.pth"), folder.resolve("recon_model.pth"));
        try (Arena arena = Arena.ofConfined()) {
            Checkpoint checkpoint = ModelFolder.open(folder).read(ModelPart.RECON_MODEL, arena);
            assertThat(checkpoint.tensors()).containsOnlyKeys("w", "bf", "u8", "b");
        }
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> ModelFolder.open(folder)).hasMessageContaining("no weights that this program knows");
        assertThatThrownBy(() -> ModelFolder.open(folder.resolve("none"))).hasMessageContaining("no such folder");
        Path vae = Files.createDirectory(folder.resolve("vae"));
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("config.json: no such file");
        Files.writeString(vae.resolve("config.json"), "{}");
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .hasMessageContaining("diffusion_pytorch_model.safetensors is missing");
    }

    private static void diffusers(Path root) throws IOException {
        for (String part : List.of("unet", "vae", "image_encoder")) {
            Path subfolder = Files.createDirectory(root.resolve(part));
            Files.writeString(
                    subfolder.resolve("config.json"),
                    "{\"name\":\"" + part + "\",\"block_out_channels\":[320,640,1280,1280]}");
        }
        Path scheduler = Files.createDirectory(root.resolve("scheduler"));
        Files.writeString(scheduler.resolve("scheduler_config.json"), "{\"sigma_max\":700.0}");
        write(root.resolve("unet/diffusion_pytorch_model.safetensors"));
        write(root.resolve("vae/diffusion_pytorch_model.safetensors"));
        write(root.resolve("vae/diffusion_pytorch_model.fp16.safetensors"));
        write(root.resolve("image_encoder/model.safetensors"));
    }

    private static void write(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            TensorData tensor = TensorData.of("conv_in.bias", DType.FLOAT16, arena.allocate(2, 2), 1);
            SafetensorsWriter.write(file, Map.of(), List.of(tensor));
        }
    }
}
