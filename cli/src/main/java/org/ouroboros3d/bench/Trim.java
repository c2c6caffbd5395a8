package org.ouroboros3d.bench;

import java.util.Locale;
import java.util.Optional;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.model.SamplerModules;
import org.ouroboros3d.ops.Shortcut;
import org.ouroboros3d.tensor.DType;

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
    /** The times of the noise levels are embedded once a run. */
    TIMES_PREPARED {
        @Override
        SamplerModules undoneIn(SamplerModules modules, int steps) {
            return modules.withDenoiser(new TimesAtEachStep(modules.denoiser()));
        }
    },
    /** The pictures of a run are those that its last step has decoded. */
    LAST_DECODE_REUSED {
        @Override
        SamplerModules undoneIn(SamplerModules modules, int steps) {
            return modules.withLatentDecoder(new LastLatentsDecodedAgain(modules.latentDecoder(), steps));
        }
    },
    /** Layers read one row of the time's embedding, and not one for each frame of each branch. */
    TIME_SHARED {
        @Override
        SamplerModules undoneIn(SamplerModules modules, int steps) {
            return modules.withDenoiser(new TimeForEachBranch(modules.denoiser()));
        }
    },
    /** See {@link Shortcut#FUSED_ATTENTION}. */
    FUSED_ATTENTION(Shortcut.FUSED_ATTENTION),
    /** Residuals are added and activations computed in the place of an operand; see {@link Shortcut#IN_PLACE}. */
    IN_PLACE(Shortcut.IN_PLACE),
    /** See {@link Shortcut#THREADED_PRODUCTS}. */
    THREADED_PRODUCTS(Shortcut.THREADED_PRODUCTS),
    /** See {@link Shortcut#CHANNELS_LAST}; without it a second copy of the model is loaded. */
    CHANNELS_LAST(Shortcut.CHANNELS_LAST) {
        @Override
        boolean isMadeByLoading() {
            return true;
        }
    },
    /**
     * See {@link Shortcut#CONVERTED_WEIGHTS}; without it the model is loaded a second time, and its kernels are used as they
     * lie in the files.
     */
    CONVERTED_WEIGHTS(Shortcut.CONVERTED_WEIGHTS) {
        @Override
        boolean isMadeByLoading() {
            return true;
        }

        // The other networks convert what they are given by themselves.
        @Override
        SamplerModules undoneIn(SamplerModules modules, int steps) {
            MixedPrecision exact = new MixedPrecision(DType.FLOAT32);
            return new SamplerModules(
                    exact.imageEncoder(modules.imageEncoder()),
                    exact.latentEncoder(modules.latentEncoder()),
                    modules.denoiser(),
                    modules.latentDecoder(),
                    modules.reconstructor(),
                    modules.renderer(),
                    modules.scheduler(),
                    modules.reconstructorInput());
        }
    };

    private final Optional<Shortcut> shortcut;

    Trim() {
        this.shortcut = Optional.empty();
    }

    Trim(Shortcut shortcut) {
        this.shortcut = Optional.of(shortcut);
    }

    /**
     * {@return the loop's parts without this saving}
     *
     * @param steps of the runs to come, each of which is whole and reconstructs at every step
     */
    SamplerModules undoneIn(SamplerModules modules, int steps) {
        return modules;
    }

    /** {@return whether the saving lies in how the model was loaded} */
    boolean isMadeByLoading() {
        return false;
    }

    /** {@return what the run's thread has to avoid, where operators make the saving and not the loop} */
    Optional<Shortcut> shortcut() {
        return shortcut;
    }

    /** {@return as options and tables name it, such as {@code adapters-shared}} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
