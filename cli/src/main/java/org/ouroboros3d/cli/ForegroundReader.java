package org.ouroboros3d.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageArchive;
import org.ouroboros3d.image.ImageCodecs;
import org.ouroboros3d.image.ImageReader;
import org.ouroboros3d.image.Recenter;
import org.ouroboros3d.matting.GrabCutMatting;
import org.ouroboros3d.matting.OnnxMatting;

/** Reads the picture of an object as the models take it: cut out, in the middle of a square. */
final class ForegroundReader {
    private ForegroundReader() {}

    /**
     * {@return an RGBA square}
     *
     * @param file PNG, JPEG or WebP, {@code -} for one of these on standard input, or a safetensors file of a square that is
     *     cut out already; an alpha channel that masks something is used as it is
     * @param network a U²-Net ONNX file for pictures without a mask, or null for GrabCut
     * @throws CliException if the file is no such picture, or no object can be found in it
     */
    static Image read(Path file, Path network) {
        if (ImageArchive.matches(file)) {
            return ImageArchive.read(file);
        }
        InputPath.requireNoUrl(file);
        ImageCodecs.require("Reading the picture " + file);
        try {
            return Recenter.apply(cutOut(decoded(file), network), Recenter.BORDER_RATIO);
        } catch (InputException e) {
            // What is done to a picture after it was read knows its size, but not its file.
            boolean named = e.getMessage().startsWith(file.toString())
                    || (network != null && e.getMessage().startsWith(network.toString()));
            throw new CliException(ExitCode.INPUT, named ? e.getMessage() : file + ": " + e.getMessage(), e);
        }
    }

    private static Image decoded(Path file) {
        if (!file.equals(InputPath.STANDARD_INPUT)) {
            return ImageReader.read(file);
        }
        try {
            byte[] bytes = System.in.readNBytes(ImageReader.MAX_FILE_BYTES + 1);
            if (bytes.length == 0) {
                throw new InputException("-", "standard input is empty", "send a picture into it, or name a file");
            }
            if (bytes.length > ImageReader.MAX_FILE_BYTES) {
                throw new InputException("-", "standard input holds more than 256 MiB", "scale the picture down");
            }
            return ImageReader.decode("-", bytes);
        } catch (IOException e) {
            throw new InputException("-", "standard input cannot be read (" + e.getMessage() + ")", "name a file", e);
        }
    }

    private static Image cutOut(Image image, Path network) {
        if (network == null) {
            return new GrabCutMatting().cutOutUnlessMasked(image);
        }
        try (OnnxMatting matting = OnnxMatting.open(network)) {
            return matting.cutOutUnlessMasked(image);
        }
    }
}
