package org.ouroboros3d.matting;

import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;

/** Tells an object from its background. */
@FunctionalInterface
public interface Matting {
    /**
     * {@return the picture with the background's alpha at 0 and the object's above, the colours untouched}
     *
     * @param image any picture; its own alpha, if it has one, is ignored
     * @throws InputException when no object can be told from the background
     */
    Image cutOut(Image image);

    /** {@return the picture as it is when its alpha channel already masks something, else cut out by this} */
    default Image cutOutUnlessMasked(Image image) {
        return image.isTranslucent() ? image : cutOut(image);
    }
}
