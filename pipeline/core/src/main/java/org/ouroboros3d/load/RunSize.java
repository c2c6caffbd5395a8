package org.ouroboros3d.load;

import java.util.stream.IntStream;
import org.ouroboros3d.generate.GenerationOptions;

/**
 * How large a run is.
 *
 * @param objects that share it
 * @param views of an object
 * @param branches of guidance that a step needs at most, 1 or 2
 */
record RunSize(int objects, int views, int branches) {
    /** {@return the size of a run with some options} */
    static RunSize of(GenerationOptions options, int objects) {
        boolean guided = IntStream.range(0, options.steps())
                .anyMatch(step -> options.guidance().needsBothBranches(step, options.steps()));
        return new RunSize(objects, options.cameras().views(), guided ? 2 : 1);
    }
}
