package org.ouroboros3d.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.ouroboros3d.clip.ClipVisionConfig;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.format.gaussian.GaussianFormat;
import org.ouroboros3d.format.gaussian.GaussianReader;
import org.ouroboros3d.format.gaussian.GaussianWriter;
import org.ouroboros3d.format.gaussian.ReadOptions;
import org.ouroboros3d.format.gaussian.WriteOptions;
import org.ouroboros3d.format.json.JsonFile;
import org.ouroboros3d.format.safetensors.SafetensorsReader;
import org.ouroboros3d.format.torch.TorchReader;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.matting.OnnxBuilder;
import org.ouroboros3d.matting.OnnxMatting;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.vae.VaeConfig;

/** Every format that the core reads. */
public final class CoreFuzzTargets {
    private final Path folder;

    private CoreFuzzTargets(Path folder) {
        this.folder = folder;
    }

    /**
     * {@return the targets}
     *
     * @param folder for files of readers that take paths
     */
    public static List<FuzzTarget> in(Path folder) throws IOException {
        CoreFuzzTargets targets = new CoreFuzzTargets(folder);
        List<FuzzTarget> all = new ArrayList<>();
        for (GaussianFormat format : GaussianFormat.values()) {
            all.add(gaussians(format));
        }
        all.add(insideOfSpz());
        all.add(safetensors());
        all.add(checkpointsOfPyTorch());
        all.addAll(pictures());
        all.add(targets.configurations());
        all.add(targets.onnx());
        return all;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = CoreFuzzTargets.class.getResourceAsStream("/" + name)) {
            return in.readAllBytes();
        }
    }

    private static List<byte[]> resources(String... names) throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String name : names) {
            files.add(resource(name));
        }
        return files;
    }

    /** Some Gaussians with spherical harmonics of a degree. */
    private static GaussianCloud cloud(int degree) {
        int count = 7;
        float[] means = new float[3 * count];
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        float[] quats = new float[4 * count];
        float[] sh = new float[3 * count * GaussianCloud.shCoefficients(degree)];
        for (int i = 0; i < count; i++) {
            opacities[i] = 0.1f * (1 + i);
            quats[4 * i] = 1;
            for (int axis = 0; axis < 3; axis++) {
                means[3 * i + axis] = 0.1f * i - axis;
                scales[3 * i + axis] = 0.01f * (1 + i);
            }
        }
        for (int i = 0; i < sh.length; i++) {
            sh[i] = 0.01f * (i % 11);
        }
        return new GaussianCloud(means, opacities, scales, quats, means.clone(), sh);
    }

    private static byte[] gaussians(GaussianFormat format, int degree, int spzVersion) {
        return GaussianWriter.toBytes(cloud(degree), format, new WriteOptions(WriteOptions.DEFAULT.axes(), spzVersion));
    }

    private static FuzzTarget gaussians(GaussianFormat format) throws IOException {
        List<byte[]> sound = new ArrayList<>();
        for (int degree = 0; degree <= GaussianCloud.MAX_SH_DEGREE; degree++) {
            sound.add(gaussians(format, format == GaussianFormat.SPLAT ? 0 : degree, WriteOptions.SPZ_GZIP));
        }
        if (format == GaussianFormat.SPZ) {
            sound.add(gaussians(format, 1, WriteOptions.SPZ_ZSTD));
        }
        if (format == GaussianFormat.PLY) {
            sound.addAll(
                    resources("cases/s_camera_before.ply", "malformed/ply_ascii.ply", "malformed/ply_big_endian.ply"));
        }
        return new FuzzTarget(
                "Gaussians as " + format,
                sound,
                List.of(
                        "property list uchar int a",
                        "element vertex 3",
                        "element chunk 1",
                        "double",
                        "uint8",
                        "f_rest_9"),
                bytes -> GaussianReader.read("file", bytes, format, ReadOptions.DEFAULT));
    }

    private static FuzzTarget insideOfSpz() throws IOException {
        List<byte[]> sound = new ArrayList<>();
        for (int degree = 0; degree <= 3; degree++) {
            byte[] file = gaussians(GaussianFormat.SPZ, degree, WriteOptions.SPZ_GZIP);
            sound.add(new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes());
        }
        return new FuzzTarget("SPZ below gzip", sound, List.of(), bytes -> {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(file)) {
                out.write(bytes);
            }
            GaussianReader.read("file", file.toByteArray(), GaussianFormat.SPZ, ReadOptions.DEFAULT);
        });
    }

    private static FuzzTarget safetensors() throws IOException {
        return new FuzzTarget(
                "safetensors",
                resources("malformed/st_ok.safetensors", "malformed/st_zero_size_ok.safetensors"),
                List.of("\"dtype\":\"F16\"", "\"BF16\"", "\"shape\":[0]", "\"data_offsets\":[0,8]", "__metadata__"),
                bytes -> touch(SafetensorsReader.parse("file", MemorySegment.ofArray(bytes))));
    }

    private static FuzzTarget checkpointsOfPyTorch() throws IOException {
        return new FuzzTarget(
                "PyTorch checkpoints",
                resources(
                        "pth/pth_checkpoint__a_zip.pth",
                        "pth/pth_checkpoint__a_nested_zip.pth",
                        "pth/pth_checkpoint__a_legacy.pth"),
                List.of("ctorch\nFloatStorage\n", "cos\nsystem\n", "\u0080\u0002", "}(", "]", "R", ".", "data.pkl"),
                bytes -> touch(TorchReader.parse("file", MemorySegment.ofArray(bytes))));
    }

    /** Reads all that a checkpoint holds. */
    private static void touch(Checkpoint checkpoint) {
        try (Arena arena = Arena.ofConfined()) {
            checkpoint.tensors().values().forEach(tensor -> tensor.packed(arena));
        }
    }

    private static List<FuzzTarget> pictures() throws IOException {
        Image picture = ImageReader.decode("picture", resource("malformed/png_ok.png"));
        List<byte[]> png = resources(
                "malformed/png_ok.png",
                "malformed/png_palette_alpha.png",
                "malformed/png_1bit.png",
                "malformed/png_rgb16.png");
        List<byte[]> jpeg =
                resources("malformed/jpg_progressive.jpg", "malformed/jpg_cmyk.jpg", "cases/jpeg_no_end_trailer.jpg");
        List<byte[]> webp = List.of(ImageWriter.encodeWebp(picture));
        FuzzTarget.Reader reader = bytes -> ImageReader.decode("file", bytes);
        return List.of(
                new FuzzTarget("PNG", png, List.of("IDAT", "tRNS", "PLTE", "eXIf"), CoreFuzzTargets::withCrc, reader),
                new FuzzTarget("JPEG", jpeg, List.of("\u00ff\u00da", "\u00ff\u00c4", "Exif"), reader),
                new FuzzTarget("WebP", webp, List.of("VP8 ", "VP8L", "VP8X", "ALPH", "EXIF"), reader));
    }

    /** {@return a PNG whose chunks have the checksums of what they hold, as far as its chunks can be told} */
    private static byte[] withCrc(byte[] png) {
        ByteBuffer file = ByteBuffer.wrap(png.clone());
        int at = 8;
        while (at >= 0 && at + 12 <= png.length) {
            long end = (long) at + 8 + file.getInt(at);
            if (end < at + 8L || end + 4 > png.length) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, (int) end - at - 4);
            file.putInt((int) end, (int) crc.getValue());
            at = (int) end + 4;
        }
        return file.array();
    }

    private FuzzTarget configurations() throws IOException {
        String model = """
                {"name": "a", "image_size": 64, "geometry": "OFFICIAL", "temporalContext": "FIXED", "trained": true,
                 "sampling": {"steps": 25}, "low_pass": false}
                """;
        String parts = """
                {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64,
                 "image_size": 28, "patch_size": 14, "projection_dim": 16, "block_out_channels": [32, 64],
                 "layers_per_block": 1, "latent_channels": 4, "num_train_timesteps": 1000, "beta_start": 0.00085,
                 "down_channels": [8, 16], "up_channels": [16, 8], "splat_size": 16}
                """;
        Path file = folder.resolve("config.json");
        List<byte[]> sound = new ArrayList<>();
        for (String text : List.of(model, parts)) {
            sound.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return new FuzzTarget("JSON configurations", sound, List.of("\"geometry\": 1", "[[[[", "1e400"), bytes -> {
            Files.write(file, bytes);
            var node = JsonFile.read(file);
            List<Runnable> readers = List.of(
                    () -> ModelInfo.fromJson(node, "file"),
                    () -> ClipVisionConfig.fromJson(node),
                    () -> VaeConfig.fromJson(node),
                    () -> LgmConfig.fromJson(node),
                    () -> SchedulerConfig.fromJson(node));
            for (Runnable reader : readers) {
                try {
                    reader.run();
                } catch (IllegalArgumentException e) {
                    // The documented exception, which knows no file.
                    if (e.getMessage() == null) {
                        throw e;
                    }
                } catch (UncheckedIOException e) {
                    throw new InputException("file", "cannot be read", "check it", e);
                }
            }
        });
    }

    private FuzzTarget onnx() {
        byte[] sound = new OnnxBuilder(320).head("mask", 1, 1, 1, 1).build();
        Path file = folder.resolve("net.onnx");
        List<String> words = List.of("Conv", "Sigmoid", "MaxPool", "picture", "strides");
        return new FuzzTarget("ONNX", List.of(sound), words, bytes -> {
            Files.write(file, bytes);
            OnnxMatting.open(file).close();
        });
    }
}
