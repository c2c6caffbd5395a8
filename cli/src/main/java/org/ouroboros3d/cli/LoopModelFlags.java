package org.ouroboros3d.cli;

import org.ouroboros3d.bench.LoopModel;
import org.ouroboros3d.bench.RandomModel;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.vae.VaeDecoder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which model a measurement of the loop runs, where, and in what precision. */
final class LoopModelFlags {
    private static final int DECODE_CHUNK_ON_HOST = 4;

    @Mixin
    private ModelFlag model;

    @Option(
            names = "--full-size",
            description =
                    "Time the published sizes instead, with random weights: 6 GB of them, no download. On the host a"
                            + " step takes minutes and 11 GB of memory; nothing is run twice, and four frames are decoded at a"
                            + " time.")
    private boolean fullSize;

    @Mixin
    private ComputeFlags compute;

    @Mixin
    private DeviceFlag device;

    /**
     * Checks that the options fit together and that the device can be used.
     *
     * @throws ParameterException if a model is named twice
     * @throws CliException if LibTorch cannot compute on the device
     */
    void require(CommandSpec spec) {
        if (fullSize && !model.isBuiltIn()) {
            throw new ParameterException(spec.commandLine(), "--full-size makes its model; leave --model out");
        }
        if (fullSize && compute.offload()) {
            throw new ParameterException(
                    spec.commandLine(), "--full-size makes its weights where they stay; leave --offload out");
        }
        device.requireUsable();
    }

    /** {@return what comes before the model is there, for people} */
    String opening() {
        return fullSize ? "Making weights" : "Loading the model";
    }

    /** {@return the model} */
    LoopModel open() {
        if (!fullSize) {
            return LoopModel.open(device.named(), compute.options(), model.folders());
        }
        compute.useThreads();
        return RandomModel.of(
                RandomModel.Sizes.published(),
                device.named(),
                compute.precision(),
                takesMinutes() ? DECODE_CHUNK_ON_HOST : VaeDecoder.DECODE_CHUNK_SIZE);
    }

    /** {@return whether a step takes minutes, and is given memory for half of its frames: the published sizes on the host} */
    boolean takesMinutes() {
        return fullSize && device.named().isHost();
    }

    /** {@return where it computes} */
    Device device() {
        return device.named();
    }

    /** {@return what the denoiser computes in} */
    DType dtype() {
        return compute.precision().denoiser();
    }

    /** {@return the precision in words} */
    String precision() {
        return compute.precision().toString();
    }

    /** {@return whether networks are loaded only while they compute} */
    boolean offload() {
        return compute.offload();
    }
}
