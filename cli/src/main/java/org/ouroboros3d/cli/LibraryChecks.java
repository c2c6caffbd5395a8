package org.ouroboros3d.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.ouroboros3d.collective.CollectiveException;
import org.ouroboros3d.collective.Collectives;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageCodecs;
import org.ouroboros3d.image.ImageReader;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.output.Turntable;
import org.ouroboros3d.output.VideoCodecs;
import org.ouroboros3d.output.VideoException;
import org.ouroboros3d.raster.NativeLibrary;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** What the doctor asks of the native libraries; each is made to do a little work. */
final class LibraryChecks {
    private static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");

    private LibraryChecks() {}

    static List<Finding> all() {
        // Loading is most of the work, and what is loaded for tensors has nothing to do with what is for pictures.
        CompletableFuture<List<Finding>> codecs = CompletableFuture.supplyAsync(LibraryChecks::codecs);
        List<Finding> findings = new ArrayList<>(tensors());
        findings.addAll(codecs.join());
        return findings;
    }

    private static List<Finding> tensors() {
        List<Finding> findings = new ArrayList<>();
        findings.add(attempt(
                "LibTorch",
                "Set OUROBOROS3D_LIBTORCH to a LibTorch 2.10 or later, or unset it to use the one of the build.",
                LibraryChecks::libTorch));
        if (findings.get(0).state() == Finding.State.OK) {
            findings.add(attempt(
                    "CUDA",
                    "Check that the driver fits this LibTorch (nvidia-smi), or use --device cpu.",
                    LibraryChecks::cuda));
            if (LibTorch.load().cuda() && Files.exists(NVIDIA_DRIVER)) {
                findings.add(nccl());
            }
        }
        findings.add(attempt(
                "Rasterizer", "Build again: delete native/target and run any command.", LibraryChecks::rasterizer));
        return findings;
    }

    private static List<Finding> codecs() {
        List<Finding> findings = new ArrayList<>();
        if (!ImageCodecs.available()) {
            findings.add(Finding.note(
                    "OpenCV",
                    "this installation leaves it out",
                    "Give pictures as safetensors files (see generate --help)."));
        } else {
            findings.add(attempt(
                    "OpenCV",
                    "Delete the cache folder named above and cli/target, and run any command.",
                    LibraryChecks::openCv));
        }
        if (!VideoCodecs.available()) {
            findings.add(Finding.note(
                    "FFmpeg", "this installation leaves it out", "Leave turntable and animation out of --outputs."));
        } else {
            findings.add(attempt(
                    "FFmpeg",
                    "Delete the cache folder named above and cli/target, and run any command.",
                    LibraryChecks::ffmpeg));
        }
        return findings;
    }

    /** A library that cannot be loaded shows in many ways; each becomes a fault with its reason. */
    private static Finding attempt(String subject, String remedy, Supplier<Finding> check) {
        try {
            return check.get();
        } catch (NativeLibraryException | NativeException | InputException | VideoException | LinkageError e) {
            return Finding.fault(subject, e.getMessage(), remedy);
        }
    }

    private static Finding libTorch() {
        LibTorch loaded = LibTorch.load();
        double sum = sumOf1And2(Device.CPU);
        String found = loaded.version() + " (" + loaded.origin() + ") in " + loaded.folder() + ", " + loaded.threads()
                + " threads";
        return sum == 3
                ? Finding.ok("LibTorch", found)
                : Finding.fault("LibTorch", found + ", but it says 1 + 2 = " + sum, "Install LibTorch again.");
    }

    private static Finding cuda() {
        boolean driver = Files.exists(NVIDIA_DRIVER);
        if (!LibTorch.load().cuda()) {
            return driver
                    ? Finding.note(
                            "CUDA",
                            "there is an NVIDIA driver, but this LibTorch was built without CUDA",
                            "Set OUROBOROS3D_LIBTORCH to a LibTorch with CUDA.")
                    : Finding.ok("CUDA", "not used: no NVIDIA driver here");
        }
        if (!driver) {
            return Finding.note("CUDA", "this LibTorch has CUDA, but there is no NVIDIA driver", "Use --device cpu.");
        }
        return sumOf1And2(Device.cuda(0)) == 3
                ? Finding.ok("CUDA", "cuda:0 computes")
                : Finding.fault("CUDA", "cuda:0 computes wrong", "Check the driver (nvidia-smi).");
    }

    private static Finding nccl() {
        try {
            return Finding.ok("NCCL", Collectives.tryNccl(Device.cuda(0)) + " sums on cuda:0");
        } catch (NativeLibraryException e) {
            return Finding.note("NCCL", e.getMessage(), "Only training on several GPUs needs it.");
        } catch (CollectiveException | NativeException e) {
            return Finding.fault(
                    "NCCL", e.getMessage(), "Check that it fits driver and LibTorch, or train on one GPU.");
        }
    }

    private static double sumOf1And2(Device device) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor one = Tensor.of(new float[] {1, 2}, 2).to(device);
            return Reductions.sum(Arithmetic.mul(one, 1)).item();
        }
    }

    private static Finding rasterizer() {
        NativeLibrary loaded = NativeLibrary.load();
        return Finding.ok("Rasterizer", loaded.buildInfo() + " in " + loaded.file());
    }

    private static Finding openCv() {
        Image pixel = Image.of(1, 1, 3, new byte[] {1, 2, 3});
        return ImageReader.decode("a test picture", ImageWriter.encodePng(pixel))
                        .equals(pixel)
                ? Finding.ok("OpenCV", "writes and reads a picture")
                : Finding.fault(
                        "OpenCV", "reads another picture than it wrote", "Delete the cache folder named above.");
    }

    private static Finding ffmpeg() {
        Image frame = Image.of(16, 16, 3, new byte[16 * 16 * 3]);
        try {
            Path folder = Files.createTempDirectory("ouroboros3d-doctor");
            Path video = folder.resolve("frame.mp4");
            try {
                Turntable.write(video, Turntable.FRAMES_PER_SECOND, 1, number -> frame);
            } finally {
                Files.deleteIfExists(video);
                Files.delete(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            return Finding.fault("FFmpeg", "no test video can be written: " + e, "Make room in the temporary folder.");
        }
        return Finding.ok("FFmpeg", "writes H.264 video");
    }
}
