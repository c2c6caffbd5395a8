package org.ouroboros3d.bench;

import java.util.Locale;
import org.ouroboros3d.generate.SamplerModules;

/** Work that the loop saves without changing its result, and how to do it after all, for comparison. */
public enum Trim {
    /** The adapters see the rendered maps once a step, and both branches of guidance read the same features. */
    ADAPTERS_SHARED {
        @Override
        SamplerModules undoneIn(SamplerModules modules, int steps) {
            return modules.withDenoiser(new FeedbackForEachBranch(modules.denoiser()));
        }
    },
    /** Both branches of guidance read the same embeddings of the cameras. */
    CAMERAS_SHARED {
        @Override
        SamplerModules undoneIn(SamplerModules modules, int steps) {
            return modules.withDenoiser(new CamerasForEachBranch(modules.denoiser()));
        }
    },
    /** The cameras' rays and the frames' numbers are embedded once a run. */
    CAMERAS_PREPARED {
        @Override
        SamplerModules undoneIn(SamplerModules modules, int steps) {
            return modules.withDenoiser(new CamerasAtEachStep(modules.denoiser()));
        }
    },
    /** The pictures of a run are those that its last step has decoded. */
    LAST_DECODE_REUSED {
        @Override
        SamplerModules undoneIn(SamplerModules modules, int steps) {
            return modules.withLatentDecoder(new LastLatentsDecodedAgain(modules.latentDecoder(), steps));
        }
    };

    /**
     * {@return the loop's parts without this saving}
     *
     * @param steps of the runs to come, each of which is whole and reconstructs at every step
     */
    SamplerModules undoneIn(SamplerModules modules, int steps) {
        return modules;
    }

    /** {@return as options and tables name it, such as {@code adapters-shared}} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
