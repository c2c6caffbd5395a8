package org.ouroboros3d.train.parallel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What ranks hold a part of, instead of each having all: the stages of ZeRO. */
public enum Zero {
    /** Nothing is shared out. */
    NONE,
    /** The optimizer's state (ZeRO-1). */
    OPTIMIZER,
    /** The optimizer's state and the gradients (ZeRO-2). */
    GRADIENTS;

    /** {@return the stage of a number from 0 to 2} */
    @JsonCreator
    public static Zero of(int stage) {
        return switch (stage) {
            case 0 -> NONE;
            case 1 -> OPTIMIZER;
            case 2 -> GRADIENTS;
            default -> throw new IllegalArgumentException("\"zero\" is 0, 1 or 2, not " + stage);
        };
    }

    /** {@return 0 to 2} */
    @JsonValue
    public int stage() {
        return switch (this) {
            case NONE -> 0;
            case OPTIMIZER -> 1;
            case GRADIENTS -> 2;
        };
    }
}
