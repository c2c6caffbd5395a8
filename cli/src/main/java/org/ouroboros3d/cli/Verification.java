package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.List;
import org.ouroboros3d.verify.Comparison;

/**
 * What came of one golden file.
 *
 * @param file the golden file
 * @param module that it is about
 * @param state whether its module ran
 * @param outputs one for each output, if the module ran
 * @param remark why the module did not run; empty if it did
 */
record Verification(Path file, String module, State state, List<Comparison> outputs, String remark) {
    /** What was done with a golden file. */
    enum State {
        COMPARED,
        /** Nothing checks its module here: such files lend weights to others, or need what this installation lacks. */
        NOT_CHECKED,
        /** The module threw. */
        FAILED
    }

    static Verification compared(Path file, String module, List<Comparison> comparisons) {
        return new Verification(file, module, State.COMPARED, comparisons, "");
    }

    static Verification notChecked(Path file, String module) {
        return notChecked(file, module, "nothing checks this module");
    }

    static Verification notChecked(Path file, String module, String remark) {
        return new Verification(file, module, State.NOT_CHECKED, List.of(), remark);
    }

    static Verification failed(Path file, String module, Exception failure) {
        return new Verification(file, module, State.FAILED, List.of(), failure.getMessage());
    }

    /** {@return whether the module threw or an output is beyond its tolerance} */
    boolean isBad() {
        return state == State.FAILED || !outputs.stream().allMatch(Comparison::passed);
    }
}
