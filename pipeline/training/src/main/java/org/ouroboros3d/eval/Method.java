package org.ouroboros3d.eval;

import java.util.Collections;
import java.util.List;
import org.ouroboros3d.image.Image;

/** Something that predicts all views of an object from its first. */
@FunctionalInterface
public interface Method {
    /**
     * {@return a picture for each of the subject's cameras} Only the subject's input and cameras are looked at, except by
     * methods that say so.
     */
    Prediction predict(Subject subject);

    /** {@return the baseline that shows the input in every view} */
    static Method copyOfInput() {
        return subject -> Prediction.of(Collections.nCopies(subject.views().size(), subject.input()));
    }

    /** {@return the baseline that shows the same pictures for every object, such as a {@link MeanObject}'s} */
    static Method constant(List<Image> pictures) {
        Prediction prediction = Prediction.of(pictures);
        return subject -> prediction;
    }
}
