package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.export.ResultPictures;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;

class GenerateCommandTest {
    private static final GenerationOptions FIVE_STEPS =
            GenerationOptions.defaults().withSteps(5);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        generate a.png                               | Missing required option: '--output=OUT'
        generate -o out                              | Missing required parameter: 'IMAGE'
        generate a.png -o out --steps 0              | steps must be between 1 and 1000, not 0
        generate a.png -o out --steps many           | is not an int
        generate a.png -o out --precision fp8        | unknown precision 'fp8'; use fp32, bf16 or fp16
        generate a.png -o out --precision vae=bf16   | name a network, denoiser, decoder, reconstructor
        generate a.png -o out --guidance-start 0.7 --guidance-stop 0.6 | not 0.7 and 0.6
        generate a.png -o out --max-guidance 101     | guidance must be between -100 and 100, not 1.0 to 101
        generate a.png -o out --feedback x           | expected one of [NONE, RGB, CCM, BOTH]
        generate a.png -o out --feedback-every 0     | feedbackEvery must be at least 1
        generate a.png -o out --noise-aug-strength 2 | noiseAugStrength must be between 0 and 1
        generate a/x.png b/x.png -o out              | a/x.png and b/x.png have the same name
        generate a.png -o out --outputs ply,tiff     | unknown output 'tiff'; use any of ply, object, views, render, ccm
        generate a.png -o out --mesh fbx             | unknown format 'fbx' of meshes; use glb, obj, ply or stl
        generate a.png -o out --render-size 0        | --render-size must be between 1 and 2048, not 0
        generate a.png -o out --background red       | unknown background 'red'; use white, black, transparent
        generate a.png -o out --fps 241              | --fps must be between 1 and 240, not 241
        generate a.png -o out --turntable-seconds 0  | --turntable-seconds must be over 0 and at most 60, not 0
        render a.ply -o out.avi                      | OUT must end in .mp4, .webp, .gif or .png
        render a.ply -o out.mp4 --fps 0              | --fps must be between 1 and 240, not 0
        render a.ply -o out.mp4 --views 0            | --views must be between 1 and 10000, not 0
        render a.ply -o out.mp4 --size 5000          | --size must be between 1 and 4096, not 5000
        render a.ply -o out.mp4 --radius -1          | a positive radius
        """)
    void wrongOptionsAreRefusedBeforeAnyWork(String line, String message) {
        CommandRun run = CommandRun.of(line.split(" ", -1));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message);
    }

    @Test
    void stepsAreLabelledByTheirReconstructions() {
        assertThat(ResultPictures.stepLabels(FIVE_STEPS.withFeedbackEvery(2), 3))
                .containsExactly("step 2", "step 4", "step 5");
        assertThat(ResultPictures.stepLabels(FIVE_STEPS.withFeedback(Feedback.NONE), 1))
                .containsExactly("step 5");
        assertThatIllegalStateException().isThrownBy(() -> ResultPictures.stepLabels(FIVE_STEPS, 4));
    }
}
