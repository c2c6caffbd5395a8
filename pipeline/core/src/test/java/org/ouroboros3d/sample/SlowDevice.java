package org.ouroboros3d.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Stands in for a device that computes behind the host: as much as a test says, and what it is waited for. */
public final class SlowDevice implements Supplier<Fence> {
    /** Which steps were waited for, from 1. */
    public final List<Integer> waits = new ArrayList<>();

    private final List<Integer> open = new ArrayList<>();
    private RuntimeException failure;
    private int enqueued;
    private int computed;

    @Override
    public Fence get() {
        enqueued++;
        int step = enqueued;
        open.add(step);
        return new Fence() {
            @Override
            public boolean isReached() {
                requireUsable(step);
                return computed >= step;
            }

            @Override
            public void await() {
                requireUsable(step);
                waits.add(step);
                compute(step);
            }

            @Override
            public void close() {
                assertThat(open).as("open fences").contains(step);
                open.remove(Integer.valueOf(step));
            }
        };
    }

    private void requireUsable(int step) {
        assertThat(open).as("open fences").contains(step);
        if (failure != null) {
            throw failure;
        }
    }

    /** Computes all steps up to one. */
    void compute(int step) {
        assertThat(step).as("a step to compute").isLessThanOrEqualTo(enqueued);
        computed = Math.max(computed, step);
    }

    /** From now on work has failed. */
    public void fail(RuntimeException reason) {
        failure = reason;
    }

    public int enqueued() {
        return enqueued;
    }

    public int computed() {
        return computed;
    }

    public int openFences() {
        return open.size();
    }
}
