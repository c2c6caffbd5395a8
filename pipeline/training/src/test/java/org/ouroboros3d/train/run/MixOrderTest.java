package org.ouroboros3d.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixOrderTest {
    private static final List<Double> SHARES = List.of(3.0, 1.5, 0.5);

    @Test
    void sourcesGetTheirSharesAndAllOfTheirPositionsInOrder() {
        int count = 20_000;
        MixOrder order = new MixOrder(SHARES);
        long[] next = new long[3];
        for (int i = 0; i < count; i++) {
            MixOrder.Place place = order.place(i);
            assertThat(place.position()).isEqualTo(next[place.source()]++);
        }
        for (int source = 0; source < 3; source++) {
            // Three standard deviations of a fair draw.
            assertThat((double) next[source] / count).isCloseTo(SHARES.get(source) / 5, within(0.011));
        }
    }

    @Test
    void aNumberDecidesWhateverWasAskedBefore() {
        MixOrder inOrder = new MixOrder(SHARES);
        List<MixOrder.Place> places = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            places.add(inOrder.place(i));
        }
        MixOrder jumping = new MixOrder(List.of(6.0, 3.0, 1.0));
        for (int i : new int[] {99, 98, 3, 0, 57, 57}) {
            assertThat(jumping.place(i)).isEqualTo(places.get(i));
        }
    }

    @Test
    void placesLeadBackToNumbers() {
        MixOrder there = new MixOrder(SHARES);
        MixOrder back = new MixOrder(SHARES);
        for (int i : new int[] {0, 1, 2, 50, 51, 3, 99, 99}) {
            assertThat(back.number(there.place(i))).isEqualTo(i);
        }
    }
}
