package org.ouroboros3d.generate;

/** Which rendered maps the next denoising step sees. A map that is not fed back is all zeros, as at the first step. */
public enum Feedback {
    /** Neither map: plain multi-view diffusion followed by reconstruction. */
    NONE(false, false),
    /** Colour alone. */
    RGB(true, false),
    /** Canonical coordinates alone. */
    CCM(false, true),
    /** Both, as in the paper's full method. */
    BOTH(true, true);

    private final boolean rgb;
    private final boolean ccm;

    Feedback(boolean rgb, boolean ccm) {
        this.rgb = rgb;
        this.ccm = ccm;
    }

    /** {@return whether the rendered colour is fed back} */
    public boolean usesRgb() {
        return rgb;
    }

    /** {@return whether the rendered coordinates are fed back} */
    public boolean usesCcm() {
        return ccm;
    }
}
