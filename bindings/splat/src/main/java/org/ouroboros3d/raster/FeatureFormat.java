package org.ouroboros3d.raster;

import org.ouroboros3d.raster.internal.RasterCall.FeatureType;
import org.ouroboros3d.tensor.DType;

/**
 * How a rendering's colours and coordinates lie in memory; alpha and depth are float32 planes always.
 *
 * @param dtype of the elements: float32, float16 or bfloat16
 * @param unshuffled whether blocks of {@value #BLOCK} x {@value #BLOCK} pixels lie in channels, as
 *     {@code PixelUnshuffle(8)} leaves them: [V, 64 C, H / 8, W / 8] with channel {@code 64 c + 8 (y % 8) + x % 8} in
 *     place of [V, C, H, W]
 */
public record FeatureFormat(DType dtype, boolean unshuffled) {
    /** Pixels of an unshuffled block, in one direction. */
    public static final int BLOCK = 8;

    /** Float32 planes. */
    public static final FeatureFormat PLANAR = new FeatureFormat(DType.FLOAT32, false);

    /** Checks the type. */
    public FeatureFormat {
        type(dtype);
    }

    /** {@return what the feedback's adapters read, so that nothing between rasterizer and adapter touches it again} */
    public static FeatureFormat forAdapters(DType dtype) {
        return new FeatureFormat(dtype, true);
    }

    /** {@return the type as the native library knows it} */
    FeatureType type() {
        return type(dtype);
    }

    private static FeatureType type(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> FeatureType.FLOAT32;
            case FLOAT16 -> FeatureType.FLOAT16;
            case BFLOAT16 -> FeatureType.BFLOAT16;
            default ->
                throw new IllegalArgumentException(
                        "features are rendered as float32, float16 or bfloat16, not " + dtype);
        };
    }

    /** {@return the shape of a map of C channels} */
    long[] shape(long views, long channels, long height, long width) {
        return unshuffled
                ? new long[] {views, channels * BLOCK * BLOCK, height / BLOCK, width / BLOCK}
                : new long[] {views, channels, height, width};
    }
}
