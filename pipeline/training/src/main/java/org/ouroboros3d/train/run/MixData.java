package org.ouroboros3d.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.ouroboros3d.data.Augmentation;
import org.ouroboros3d.data.OrbitSample;

/**
 * A mixture of training data. The number of a sample alone decides which source it comes from and which of that source's
 * samples it is; samples that no training sees are mixed in the same way.
 *
 * @param sources of the samples, at least one
 */
public record MixData(List<Source> sources) implements DataConfig {
    /**
     * A source of a mixture.
     *
     * @param data of the source
     * @param share of the samples that come from it, relative to the other sources' shares; positive
     */
    public record Source(DataConfig data, double share) {
        /** Checks the share. */
        public Source {
            if (!(share > 0) || !Double.isFinite(share)) {
                throw new IllegalArgumentException(
                        "data.mix: each source needs a \"share\" that is a positive number, got " + share);
            }
        }
    }

    /** Checks that there is a source. */
    public MixData {
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("data.mix needs at least one source");
        }
    }

    @Override
    public boolean knowsSurfaces() {
        return sources.stream().allMatch(source -> source.data().knowsSurfaces());
    }

    @Override
    public String checksum() {
        return sources.stream().map(source -> source.data().checksum()).collect(Collectors.joining(" "));
    }

    @Override
    public SampleSource trainingSamples(
            int size, Augmentation augmentation, LongPredicate wanted, Consumer<String> notices) {
        return mixed((data, ofSource) -> data.trainingSamples(size, augmentation, ofSource, notices), wanted);
    }

    @Override
    public SampleSource heldOutSamples(int size) {
        return mixed((data, ofSource) -> data.heldOutSamples(size), any -> true);
    }

    private SampleSource mixed(BiFunction<DataConfig, LongPredicate, SampleSource> opener, LongPredicate wanted) {
        List<Double> shares = sources.stream().map(Source::share).toList();
        List<SampleSource> opened = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            int source = i;
            // One for each, since each is asked in an order of its own.
            MixOrder order = new MixOrder(shares);
            opened.add(opener.apply(
                    sources.get(i).data(),
                    position -> wanted.test(order.number(new MixOrder.Place(source, position)))));
        }
        return new MixedSamples(opened, new MixOrder(shares));
    }

    /** Samples of several sources in the order of a {@link MixOrder}. */
    private static final class MixedSamples implements SampleSource {
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
}
