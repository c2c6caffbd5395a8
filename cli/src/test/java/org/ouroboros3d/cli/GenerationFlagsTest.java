package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.LatentFeedback;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.SamplingDefaults;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

class GenerationFlagsTest {
    private static final ModelInfo FOUR_STEPS = new ModelInfo(
            "small",
            64,
            Geometry.CANONICAL,
            TemporalContext.FIXED,
            true,
            new SamplingDefaults(4, new LinearGuidance(1, 1)));

    @Command(name = "any")
    private static final class Any {
        @ArgGroup(exclusive = false)
        private GenerationFlags flags = new GenerationFlags();
    }

    private static GenerationOptions options(String... arguments) {
        Any any = new Any();
        CommandLine command = new CommandLine(any);
        command.parseArgs(arguments);
        any.flags.check(command);
        return any.flags.options(command, FOUR_STEPS);
    }

    @Test
    void whatIsNotGivenIsTheModels() {
        GenerationOptions options = options("--seed", "3");
        assertThat(options.seed()).isEqualTo(3);
        assertThat(options.steps()).isEqualTo(4);
        assertThat(options.guidance()).isEqualTo(new LinearGuidance(1, 1));
    }

    @Test
    void whatIsGivenWins() {
        GenerationOptions options = options("--steps", "9", "--max-guidance", "2", "--guidance-stop", "0.5");
        assertThat(options.steps()).isEqualTo(9);
        assertThat(options.guidance()).isEqualTo(new LinearGuidance(1, 2, 0, 0.5));
    }

    @Test
    void feedbackGoesThroughAdaptersUnlessSaidOtherwise() {
        assertThat(options("--seed", "3").feedback()).isEqualTo(Feedback.BOTH);
        assertThat(options("--seed", "3").latentFeedback()).isEqualTo(LatentFeedback.OFF);
        GenerationOptions latents = options("--feedback-into", "LATENTS");
        assertThat(latents.feedback()).isEqualTo(Feedback.NONE);
        assertThat(latents.latentFeedback()).isEqualTo(new LatentFeedback(1, 1));
        assertThat(latents.reconstructsAfter(0)).isTrue();
        GenerationOptions both = options("--feedback-into", "BOTH", "--latent-weight", "0.5", "--latent-sigma", "3");
        assertThat(both.feedback()).isEqualTo(Feedback.BOTH);
        assertThat(both.latentFeedback()).isEqualTo(new LatentFeedback(0.5, 3));
        assertThatThrownBy(() -> options("--feedback-into", "BOTH", "--latent-weight", "2"))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining("between 0 and 1");
    }
}
