package org.ouroboros3d.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.ouroboros3d.data.FolderItems;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.data.ShapeStream;
import org.ouroboros3d.data.SubOrbit;
import org.ouroboros3d.eval.ModelComparison;
import org.ouroboros3d.eval.Subject;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.model.ModelInfo;

/**
 * What a job evaluates, as {@code ouroboros3d eval} does.
 *
 * @param model that is evaluated
 * @param seed of the noise
 * @param steps of denoising; null for the model's own
 * @param data folder of a data set that all machines see; null for procedural objects that no training sees
 * @param objects how many, at most
 * @param shapesSeed of procedural objects
 * @param oracle also the model that is fed back the truth's maps; for procedural objects
 * @param baselines also the methods that a model has to beat
 * @param renderSize of renderings of the finished Gaussians; null for the loop's own
 */
public record EvalSettings(
        ModelSettings model,
        long seed,
        Integer steps,
        String data,
        int objects,
        long shapesSeed,
        boolean oracle,
        boolean baselines,
        Integer renderSize)
        implements Serializable {
    /** Checks the values. */
    public EvalSettings {
        if (objects < 1 || (renderSize != null && renderSize < 1)) {
            throw new IllegalArgumentException(
                    "objects and size must be at least 1, not " + objects + " and " + renderSize);
        }
        if (oracle && data != null) {
            throw new IllegalArgumentException("the oracle needs depths, which data sets in the released layout lack");
        }
        if (steps != null) {
            GenerationOptions.defaults().withSteps(steps);
        }
    }

    ModelComparison comparison() {
        return new ModelComparison(
                oracle,
                baselines,
                false,
                renderSize == null ? OptionalInt.empty() : OptionalInt.of(renderSize),
                shapesSeed);
    }

    GenerationOptions options(ModelInfo info) {
        GenerationOptions options = GenerationOptions.of(info).withSeed(seed);
        return steps == null ? options : options.withSteps(steps);
    }

    /** {@return the names of the objects: items of the data set, or positions} */
    List<String> names() {
        return data == null
                ? IntStream.range(0, objects).mapToObj(Integer::toString).toList()
                : items(1).ids().stream().limit(objects).toList();
    }

    /**
     * {@return an object}
     *
     * @param size of its views
     * @throws org.ouroboros3d.error.InputException if it cannot be read
     */
    Subject subject(String name, int size) {
        return Subject.of(
                data == null
                        ? ShapeStream.sample(
                                ShapeSettings.training(shapesSeed, size).evaluation(), Long.parseLong(name))
                        : items(size).sample(name));
    }

    private FolderItems items(int size) {
        return new FolderItems(Path.of(data), size, SubOrbit.EVERY_OTHER);
    }
}
