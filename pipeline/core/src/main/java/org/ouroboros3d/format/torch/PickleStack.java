package org.ouroboros3d.format.torch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pickle machine's memory: its value stack with marks, and the memo. */
final class PickleStack {
    /** Real state dicts need 6; the limit keeps hostile nesting from exhausting anything. */
    private static final int MAX_MARKS = 256;

    private static final int MAX_VALUES = 1 << 20;

    private final PickleInput input;
    private final List<Object> values = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    PickleStack(PickleInput input) {
        this.input = input;
    }

    void push(Object value) {
        if (values.size() == MAX_VALUES) {
            throw input.fault("more than " + MAX_VALUES + " values on its stack");
        }
        values.add(value);
    }

    Object pop() {
        requireValue();
        return values.removeLast();
    }

    Object peek() {
        requireValue();
        return values.getLast();
    }

    void mark() {
        if (marks.size() == MAX_MARKS) {
            throw input.fault("more than " + MAX_MARKS + " open marks");
        }
        marks.push(values.size());
    }

    /** {@return the values above the last mark, removed together with it} */
    List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw input.fault("a mark is missing");
        }
        List<Object> above = values.subList(marks.pop(), values.size());
        List<Object> popped = new ArrayList<>(above);
        above.clear();
        return popped;
    }

    void memoize(int index) {
        memo.put(index, peek());
    }

    void memoizeNext() {
        memoize(memo.size());
    }

    void recall(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw input.fault("memo " + index + " was never set");
        }
        push(value);
    }

    private void requireValue() {
        int floor = marks.isEmpty() ? 0 : marks.peek();
        if (values.size() <= floor) {
            throw input.fault("a value is missing on its stack");
        }
    }
}
