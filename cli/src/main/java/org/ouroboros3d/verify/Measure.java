package org.ouroboros3d.verify;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a {@link Comparison} is judged. */
public enum Measure {
    /** ‖actual − expected‖ / ‖expected‖, over all elements. */
    RELATIVE_L2("relative"),
    /** The largest absolute difference of any element. */
    MAX_ABS("max abs");

    private final String label;

    Measure(String label) {
        this.label = label;
    }

    /** {@return what reports call it} */
    @JsonValue
    public String label() {
        return label;
    }
}
