package org.ouroboros3d.train.run;

import java.util.List;
import java.util.function.LongPredicate;
import org.ouroboros3d.data.SubOrbit;

/** What the kinds of training data have in common. */
final class DataViews {
    /** Samples of a source that may be ready ahead. */
    static final int AHEAD = 8;

    private DataViews() {}

    static List<SubOrbit> require(List<SubOrbit> views) {
        if (views.isEmpty()) {
            throw new IllegalArgumentException("data: \"views\" must name at least one of every_other and published");
        }
        return List.copyOf(views);
    }

    /** Which positions are wanted of one of some streams that {@link SamplesInTurn} takes samples of. */
    static LongPredicate ofTurn(LongPredicate wanted, int turn, int streams) {
        return position -> wanted.test(position * streams + turn);
    }

    /** How many threads make samples while others train. */
    static int threads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
