package org.ouroboros3d.image;

/** Puts a cut-out onto white, the background that the models were trained with. */
public final class WhiteBackground {
    private WhiteBackground() {}

    /**
     * {@return planes [3, height, width] in [0, 1], not rounded to 8 bits}
     *
     * @param image RGBA with straight alpha; an RGB picture is opaque
     */
    public static float[] composite(Image image) {
        float[] planes = image.toPlanar();
        int plane = image.width() * image.height();
        float[] composite = new float[3 * plane];
        for (int i = 0; i < composite.length; i++) {
            float alpha = image.hasAlpha() ? planes[3 * plane + i % plane] : 1f;
            composite[i] = planes[i] * alpha + (1f - alpha);
        }
        return composite;
    }
}
