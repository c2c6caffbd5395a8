package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.GenerationOptions;
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
}
