package org.ouroboros3d.eval;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.LatentFeedback;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.model.ModelInfo;

/**
 * What a model is compared with.
 *
 * @param oracle also: the model that is fed back the truth's maps
 * @param baselines also: the model without feedback, the input copied to every view, and the mean object
 * @param perStep whether the model's methods keep what each step predicted
 * @param renderSize of renderings of the finished Gaussians, in pixels; empty for the loop's own
 * @param shapesSeed of the objects of the mean
 */
public record ModelComparison(
        boolean oracle, boolean baselines, boolean perStep, OptionalInt renderSize, long shapesSeed) {
    /** The name of the model as it is generated with. */
    public static final String MODEL = "model";

    private static final int MEAN_OF = 256;

    /** {@return methods by name in the order of a report, to be used on the thread that opened the model} */
    public Map<String, Method> methods(LoadedModel loaded, GenerationOptions options) {
        ModelMethod generating = rendered(ModelMethod.of(loaded, options).withSteps(perStep));
        Map<String, Method> methods = new LinkedHashMap<>();
        methods.put(MODEL, generating);
        if (oracle) {
            methods.put("model, true feedback", generating.withOracle());
        }
        if (baselines) {
            methods.put(
                    "model, no feedback",
                    rendered(ModelMethod.of(
                                    loaded, options.withFeedback(Feedback.NONE).withLatentFeedback(LatentFeedback.OFF))
                            .withSteps(perStep)));
            methods.put("input copied", Method.copyOfInput());
            methods.put(
                    "mean of " + MEAN_OF + " objects",
                    Method.constant(ShapeSubjects.trainingMean(shapesSeed, size(loaded.info()), MEAN_OF)));
        }
        return methods;
    }

    /** {@return width and height of the pictures that are compared} */
    public int size(ModelInfo model) {
        return renderSize.orElse(model.imageSize());
    }

    private ModelMethod rendered(ModelMethod method) {
        return renderSize.isEmpty() ? method : method.withRenderSize(renderSize.getAsInt());
    }
}
