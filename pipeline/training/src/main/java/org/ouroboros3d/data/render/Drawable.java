package org.ouroboros3d.data.render;

/** An object that rays can meet. Drawing writes no field: threads may draw one object at the same time. */
@FunctionalInterface
public interface Drawable {
    /**
     * Finds what the rays of a view meet first.
     *
     * @param rays of the view, one for each sample
     * @param samples receives depth, normal, colour and gloss of each sample that is met; empty at first
     */
    void draw(SampleRays rays, GBuffer samples);
}
