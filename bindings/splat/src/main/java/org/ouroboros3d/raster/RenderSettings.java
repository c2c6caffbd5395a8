package org.ouroboros3d.raster;

import java.util.Collections;
import java.util.List;

/**
 * How Gaussians are rendered. {@link #of} gives the reference's choices; {@code withCcm} and the like change one each.
 *
 * @param width of every view, 1 to 32768 pixels
 * @param height of every view, 1 to 32768 pixels
 * @param background behind everything, one value per colour channel
 * @param ccm the coordinate map to render
 * @param nearPlane Gaussians with a camera-space depth up to it are dropped, world units
 * @param farPlane Gaussians with a greater depth are dropped, world units; may be infinite
 * @param scaleModifier factor on every scale
 * @param antialiased whether opacities make up for the 0.3 pixel low-pass filter
 * @param clampColor whether colours are clamped to [0, 1], as LGM's renderer does; not differentiable
 */
public record RenderSettings(
        int width,
        int height,
        List<Float> background,
        Ccm ccm,
        float nearPlane,
        float farPlane,
        float scaleModifier,
        boolean antialiased,
        boolean clampColor) {
    private static final int MAX_SIZE = 32768;

    /** Checks sizes, planes and finiteness. */
    public RenderSettings {
        background = List.copyOf(background);
        if (width < 1 || width > MAX_SIZE || height < 1 || height > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a view is 1 to " + MAX_SIZE + " pixels wide and high, not " + width + " x " + height);
        }
        if (background.isEmpty() || background.stream().anyMatch(value -> !Float.isFinite(value))) {
            throw new IllegalArgumentException("background needs a finite value per channel, not " + background);
        }
        if (!(nearPlane >= 0 && nearPlane < farPlane)) {
            throw new IllegalArgumentException(
                    "planes must be 0 <= near < far, not near " + nearPlane + " and far " + farPlane);
        }
        if (!Float.isFinite(scaleModifier)) {
            throw new IllegalArgumentException("scaleModifier must be finite, not " + scaleModifier);
        }
    }

    /** {@return the reference's choices: RGB on white, near plane 0.2, no far plane, no coordinate map} */
    public static RenderSettings of(int width, int height) {
        return new RenderSettings(
                width, height, Collections.nCopies(3, 1f), Ccm.NONE, 0.2f, Float.POSITIVE_INFINITY, 1, false, false);
    }

    /** {@return these settings with another background, one value per channel} */
    public RenderSettings withBackground(List<Float> value) {
        return new RenderSettings(
                width, height, value, ccm, nearPlane, farPlane, scaleModifier, antialiased, clampColor);
    }

    /** {@return these settings with another coordinate map} */
    public RenderSettings withCcm(Ccm value) {
        return new RenderSettings(
                width, height, background, value, nearPlane, farPlane, scaleModifier, antialiased, clampColor);
    }

    /** {@return these settings with other planes, world units} */
    public RenderSettings withPlanes(float near, float far) {
        return new RenderSettings(width, height, background, ccm, near, far, scaleModifier, antialiased, clampColor);
    }

    /** {@return these settings with another factor on every scale} */
    public RenderSettings withScaleModifier(float value) {
        return new RenderSettings(width, height, background, ccm, nearPlane, farPlane, value, antialiased, clampColor);
    }

    /** {@return these settings with or without opacity compensation} */
    public RenderSettings withAntialiased(boolean value) {
        return new RenderSettings(
                width, height, background, ccm, nearPlane, farPlane, scaleModifier, value, clampColor);
    }

    /** {@return these settings with or without colours clamped to [0, 1]} */
    public RenderSettings withClampColor(boolean value) {
        return new RenderSettings(
                width, height, background, ccm, nearPlane, farPlane, scaleModifier, antialiased, value);
    }
}
