package org.ouroboros3d.train.run;

import java.util.List;
import org.ouroboros3d.data.OrbitSample;

/** Samples of several sources in the order of a {@link MixOrder}. */
final class MixedSamples implements SampleSource {
    private final List<SampleSource> sources;
    private final MixOrder order;

    /** @param sources which are closed with this */
    MixedSamples(List<SampleSource> sources, MixOrder order) {
        this.sources = List.copyOf(sources);
        this.order = order;
    }

    @Override
    public OrbitSample sample(long number) {
        MixOrder.Place place = order.place(number);
        return sources.get(place.source()).sample(place.position());
    }

    @Override
    public void close() {
        sources.forEach(SampleSource::close);
    }
}
