package org.ouroboros3d.verify;

/** How a {@link Comparison} is judged. */
public enum Measure {
    /** ‖actual − expected‖ / ‖expected‖, over all elements. */
    RELATIVE_L2,
    /** The largest absolute difference of any element. */
    MAX_ABS
}
