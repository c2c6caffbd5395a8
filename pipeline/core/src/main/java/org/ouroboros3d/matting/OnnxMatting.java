package org.ouroboros3d.matting;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_core.StringVector;
import org.bytedeco.opencv.opencv_dnn.Net;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.OpenCv;

/**
 * Cuts out an object with a user's U²-Net (Qin et al. 2020) in ONNX form, as rembg runs it: the picture at 320x320,
 * divided by its brightest sample, ImageNet mean and deviation; the first output, stretched to [0, 1], is the alpha.
 * Calls from several threads take turns, since a network of OpenCV's keeps its activations.
 */
public final class OnnxMatting implements Matting, AutoCloseable {
    private static final String REMEDY = "name a U²-Net ONNX file";
    private static final int SIDE = 320;
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    private final String source;
    private final Net net;
    private final String output;

    private OnnxMatting(String source, Net net, String output) {
        this.source = source;
        this.net = net;
        this.output = output;
    }

    /**
     * {@return a matting network read from a file; the caller closes it}
     *
     * @throws InputException when there is no such file or OpenCV cannot read it
     */
    public static OnnxMatting open(Path file) {
        String source = file.toString();
        if (!Files.isRegularFile(file)) {
            throw new InputException(source, "there is no such file", REMEDY);
        }
        try (FileChannel channel = FileChannel.open(file)) {
            OnnxGraph.check(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        } catch (IOException e) {
            throw new InputException(source, "it cannot be read (" + e.getMessage() + ")", REMEDY, e);
        } catch (IllegalArgumentException e) {
            throw new InputException(source, "this is not a sound ONNX network: " + e.getMessage(), REMEDY, e);
        }
        OpenCv.load();
        Net net = null;
        try {
            net = opencv_dnn.readNetFromONNX(source);
            try (StringVector outputs = net.getUnconnectedOutLayersNames();
                    BytePointer first = outputs.get(0)) {
                // Of U²-Net's seven outputs the fused one is computed, and so listed, first.
                return new OnnxMatting(source, net, first.getString());
            }
        } catch (RuntimeException e) {
            if (net != null) {
                net.close();
            }
            // JavaCPP reports every C++ exception of OpenCV as a bare RuntimeException.
            throw new InputException(source, "OpenCV cannot read this ONNX network", REMEDY, e);
        }
    }

    @Override
    public synchronized Image cutOut(Image image) {
        if (net.isNull()) {
            throw new IllegalStateException("this matting network is closed");
        }
        float[] map = run(image);
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : map) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        // Not (max > min) also catches NaN.
        if (!(max > min)) {
            throw new InputException(
                    image.toString(),
                    "the network " + source + " sees no object in it",
                    "give a PNG whose alpha channel masks the object");
        }
        byte[] levels = new byte[map.length];
        for (int i = 0; i < map.length; i++) {
            levels[i] = (byte) (int) ((map[i] - min) / (max - min) * 255f);
        }
        try (Mat small = OpenCv.mat(SIDE, SIDE, opencv_core.CV_8UC1, levels);
                Mat full = new Mat();
                Size size = new Size(image.width(), image.height())) {
            opencv_imgproc.resize(small, full, size, 0, 0, opencv_imgproc.INTER_LINEAR);
            byte[] alpha = OpenCv.bytes(full);
            int kept = 0;
            for (byte level : alpha) {
                kept += (level & 0xff) > 127 ? 1 : 0;
            }
            DoubtfulMask.warn(image.toString(), (double) kept / alpha.length, 1);
            return image.withAlpha(alpha);
        }
    }

    /** Returns the first output [320, 320]. */
    private float[] run(Image image) {
        int[] shape = {1, 3, SIDE, SIDE};
        try (Mat blob = new Mat(shape, opencv_core.CV_32F);
                FloatPointer values = new FloatPointer(blob.data())) {
            values.put(input(image));
            net.setInput(blob);
            try (Mat result = net.forward(output)) {
                if (result.total() != (long) SIDE * SIDE || result.depth() != opencv_core.CV_32F) {
                    throw new InputException(source, "its first output is not one 320x320 map", REMEDY);
                }
                return OpenCv.floats(result);
            }
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InputException(source, "the network fails on a 1x3x320x320 picture", REMEDY, e);
        }
    }

    /** The picture as [3, 320, 320]. */
    private static float[] input(Image image) {
        byte[] samples;
        try (Mat full = OpenCv.bgr(image);
                Mat small = new Mat();
                Size size = new Size(SIDE, SIDE)) {
            opencv_imgproc.resize(full, small, size, 0, 0, opencv_imgproc.INTER_AREA);
            samples = OpenCv.bytes(small);
        }
        int brightest = 1;
        for (byte sample : samples) {
            brightest = Math.max(brightest, sample & 0xff);
        }
        int plane = SIDE * SIDE;
        float[] input = new float[3 * plane];
        for (int p = 0; p < plane; p++) {
            for (int c = 0; c < 3; c++) {
                float value = (samples[3 * p + 2 - c] & 0xff) / (float) brightest;
                input[c * plane + p] = (value - MEAN[c]) / DEVIATION[c];
            }
        }
        return input;
    }

    /** Frees the network; using it afterwards throws {@link IllegalStateException}. */
    @Override
    public synchronized void close() {
        net.close();
    }
}
