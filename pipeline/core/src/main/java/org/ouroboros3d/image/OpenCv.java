package org.ouroboros3d.image;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.ouroboros3d.tensor.NativeThreads;

/** The one place that loads OpenCV, keeps it quiet, and moves samples to and from its matrices. */
public final class OpenCv {
    /** cv::utils::logging::setLogLevel(LogLevel); bytedeco's presets leave it out, and OpenCV logs to stderr. */
    private static final String SET_LOG_LEVEL = "_ZN2cv5utils7logging11setLogLevelENS1_8LogLevelE";

    private static final int SILENT = 0;

    static {
        // OpenCV brings OpenBLAS in, which LibTorch will share.
        NativeThreads.prepare();
        silence(Path.of(Loader.load(opencv_core.class)));
    }

    private OpenCv() {}

    /** Loads the library, once; every use of OpenCV in this package comes after a call of this. */
    public static void load() {
        // The static initialiser has done it by the time this runs.
    }

    @SuppressWarnings("restricted")
    private static void silence(Path library) {
        MemorySegment function = SymbolLookup.libraryLookup(library, Arena.global())
                .find(SET_LOG_LEVEL)
                .orElseThrow(() -> new UnsatisfiedLinkError(SET_LOG_LEVEL + " in " + library));
        MethodHandle setLogLevel = Linker.nativeLinker()
                .downcallHandle(function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int previous = (int) setLogLevel.invokeExact(SILENT);
            assert previous >= SILENT : previous;
        } catch (Throwable e) {
            throw new LinkageError("OpenCV's setLogLevel failed", e);
        }
    }

    /** {@return a new matrix [height, width] of {@code type} holding the bytes; the caller closes it} */
    public static Mat mat(int width, int height, int type, byte[] bytes) {
        load();
        Mat mat = new Mat(height, width, type);
        mat.data().put(bytes);
        return mat;
    }

    /** {@return the bytes of a continuous 8-bit matrix} */
    public static byte[] bytes(Mat mat) {
        byte[] bytes = new byte[Math.toIntExact(mat.total() * mat.channels())];
        mat.data().get(bytes);
        return bytes;
    }

    /** {@return the values of a continuous float matrix} */
    public static float[] floats(Mat mat) {
        float[] values = new float[Math.toIntExact(mat.total() * mat.channels())];
        new FloatPointer(mat.data()).get(values);
        return values;
    }

    /** {@return the image as a BGR matrix, alpha left out; the caller closes it} */
    public static Mat bgr(Image image) {
        byte[] in = image.array();
        int channels = image.channels();
        byte[] out = new byte[image.width() * image.height() * 3];
        for (int i = 0, o = 0; i < in.length; i += channels, o += 3) {
            out[o] = in[i + 2];
            out[o + 1] = in[i + 1];
            out[o + 2] = in[i];
        }
        return mat(image.width(), image.height(), opencv_core.CV_8UC3, out);
    }
}
