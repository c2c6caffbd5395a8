package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Tensor;

/** Renders reconstructed Gaussians for the feedback. */
@FunctionalInterface
public interface ViewRenderer {
    /**
     * {@return the Gaussians seen from every view}
     *
     * @param gaussians {@code [1, N, 14]}: position 3, opacity 1, scale 3, rotation 4 as (w, x, y, z), colour 3
     * @param views the V cameras
     * @param size width and height of each image in pixels
     */
    RenderedViews render(Tensor gaussians, ViewTensors views, int size);

    /**
     * Runs work whose renderings become part of a recording and are repeated with it.
     *
     * @param work renders nothing of which the size was not rendered before
     * @return what is to be told of every repetition
     */
    default Recorded record(Runnable work) {
        work.run();
        return Recorded.NOTHING;
    }

    /** Renderings that are part of a recording. */
    interface Recorded extends AutoCloseable {
        /** Of a renderer that keeps nothing from call to call. */
        Recorded NOTHING = new Recorded() {
            @Override
            public void repeat() {
                // Nobody needs to know.
            }

            @Override
            public void close() {
                // Nothing was kept.
            }
        };

        /** They are about to run once more. */
        void repeat();

        /** They will not be repeated any more. */
        @Override
        void close();
    }

    /** Throws if something that was rendered since the last call is not right after all; may wait for the device. */
    default void verify() {}
}
