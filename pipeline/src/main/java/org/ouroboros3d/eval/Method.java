package org.ouroboros3d.eval;

import java.util.Collections;
import java.util.List;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.Ouroboros3D;
import org.ouroboros3d.image.Image;

/** Something that predicts all views of an object from its first. */
@FunctionalInterface
public interface Method {
    /** {@return a picture for each of the subject's cameras} Only the subject's input and cameras are looked at. */
    Prediction predict(Subject subject);

    /** {@return a model with options, which sees the subject's cameras} */
    static Method model(Ouroboros3D model, GenerationOptions options) {
        return subject -> {
            Generation generation =
                    model.generate(subject.input(), options.withCameras(subject.cameras()), (done, total) -> {});
            return new Prediction(generation.views(), generation.renders());
        };
    }

    /** {@return the baseline that shows the input in every view} */
    static Method copyOfInput() {
        return subject -> {
            List<Image> copies = Collections.nCopies(subject.views().size(), subject.input());
            return new Prediction(copies, copies);
        };
    }

    /** {@return the baseline that shows the same pictures for every object, such as a {@link MeanObject}'s} */
    static Method constant(List<Image> pictures) {
        List<Image> kept = List.copyOf(pictures);
        return subject -> new Prediction(kept, kept);
    }
}
