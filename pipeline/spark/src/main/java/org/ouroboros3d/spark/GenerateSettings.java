package org.ouroboros3d.spark;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.Set;
import org.ouroboros3d.export.GenerationFiles;
import org.ouroboros3d.export.PictureStyle;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.output.ResultFile;

/**
 * What a job makes of each picture. All pictures have the same seed, as with the command line, so that neither their order
 * nor their partitions matter.
 *
 * @param model that generates
 * @param seed of the noise
 * @param steps of denoising; null for the model's own
 * @param outputs files besides the report
 * @param size of rendered views in pixels
 * @param background as the command line writes it, such as {@code white}
 * @param frames of a turn
 * @param framesPerSecond of videos
 */
public record GenerateSettings(
        ModelSettings model,
        long seed,
        Integer steps,
        Set<ResultFile> outputs,
        int size,
        String background,
        int frames,
        int framesPerSecond)
        implements Serializable {
    /** Checks the values. */
    public GenerateSettings {
        outputs = outputs.isEmpty() ? EnumSet.noneOf(ResultFile.class) : EnumSet.copyOf(outputs);
        if (steps != null) {
            GenerationOptions.defaults().withSteps(steps);
        }
        style(size, background, frames, framesPerSecond);
    }

    /** {@return what the command line makes if it is not told} */
    public static GenerateSettings of(ModelSettings model) {
        PictureStyle style = PictureStyle.DEFAULT;
        return new GenerateSettings(
                model,
                GenerationOptions.defaults().seed(),
                null,
                ResultFile.DEFAULTS,
                style.size(),
                "white",
                style.frames(),
                style.framesPerSecond());
    }

    private static PictureStyle style(int size, String background, int frames, int framesPerSecond) {
        return new PictureStyle(size, Background.parse(background), frames, framesPerSecond);
    }

    GenerationFiles.Choice choice() {
        return new GenerationFiles.Choice(
                outputs, style(size, background, frames, framesPerSecond), ProgramVersion.text(), true);
    }

    GenerationOptions options(ModelInfo info) {
        GenerationOptions options = GenerationOptions.of(info).withSeed(seed).withStepGaussians(choice().needsSteps());
        return steps == null ? options : options.withSteps(steps);
    }
}
