package org.ouroboros3d.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ouroboros3d.data.shapes.ShapeRandom;

/** Runs through items again and again, each time in another order that the seed and the number of the pass decide. */
public final class ShuffledOrder {
    private final long seed;
    private final int count;
    private Pass last;

    /** The order of one pass. */
    private record Pass(long number, List<Integer> items) {}

    /** The orders of {@code count} items. */
    public ShuffledOrder(long seed, int count) {
        this.seed = seed;
        this.count = count;
    }

    /** {@return the item at a position; called by several threads} */
    public synchronized int item(long position) {
        long number = position / count;
        if (last == null || last.number() != number) {
            last = new Pass(number, shuffled(number));
        }
        return last.items().get((int) (position % count));
    }

    private List<Integer> shuffled(long pass) {
        ShapeRandom random = new ShapeRandom(seed, pass);
        List<Integer> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(i);
        }
        for (int i = count - 1; i > 0; i--) {
            Collections.swap(items, i, random.integer(0, i));
        }
        return items;
    }
}
