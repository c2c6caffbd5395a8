package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.image.Recenter;
import org.ouroboros3d.image.WhiteBackground;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** Recentres an RGBA picture and puts it on white. It runs on the host whatever the device. */
final class RecenterCheck implements GoldenCheck {
    private static final String TRUNCATED =
            "one level of 255: values are truncated to bytes, so float32 rounding can fall on either side";

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        Tensor rgba = golden.input("rgba");
        Image image = Image.of((int) rgba.size(1), (int) rgba.size(0), 4, bytes(rgba));
        Image square =
                Recenter.apply(image, golden.config().path("border_ratio").asDouble());
        long size = golden.config().path("condition_size").asLong();
        Tensor recentered = interleaved(square.toPlanar(), square, 4, 255);
        Tensor composite = interleaved(WhiteBackground.composite(square), square, 3, 1);
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(Comparison.of(
                "recentered_u8", recentered, golden.output("recentered_u8"), 1, Measure.MAX_ABS, TRUNCATED));
        comparisons.add(golden.compare("composite", composite));
        comparisons.add(golden.compare("condition", ImageTensors.condition(square, size)));
        return comparisons;
    }

    private static byte[] bytes(Tensor samples) {
        long[] values = samples.toLongArray();
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Planes [C, H, W] as a tensor [H, W, C], scaled. */
    private static Tensor interleaved(float[] planes, Image like, int channels, float scale) {
        int plane = like.width() * like.height();
        float[] values = new float[plane * channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = planes[i % channels * plane + i / channels] * scale;
        }
        return Tensor.of(values, like.height(), like.width(), channels);
    }
}
