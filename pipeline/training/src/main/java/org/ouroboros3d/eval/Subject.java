package org.ouroboros3d.eval;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ouroboros3d.data.OrbitSample;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;

/**
 * An object to be generated from its first view.
 *
 * @param id what reports call it
 * @param views square pictures with or without alpha, the input first
 * @param cameras of the views
 * @param depths {@code [F, H, W]} along each camera's axis, the mean of what a pixel shows, 0 where it shows nothing; empty
 *     where nobody knows them
 */
public record Subject(String id, List<Image> views, Cameras cameras, Optional<float[]> depths) {
    /** Checks that every view has a camera. */
    public Subject {
        views = List.copyOf(views);
        if (views.size() < 2 || views.size() != cameras.views()) {
            throw new IllegalArgumentException(id + ": " + views.size() + " views and " + cameras.views()
                    + " cameras; each view needs one, and there must be one that is not shown");
        }
    }

    /** {@return a data set's sample} */
    public static Subject of(OrbitSample sample) {
        List<Image> views =
                IntStream.range(0, sample.frames()).mapToObj(sample::image).toList();
        return new Subject(sample.id(), views, sample.cameras(), sample.depths());
    }

    /** {@return the view that methods are given} */
    public Image input() {
        return views.getFirst();
    }
}
