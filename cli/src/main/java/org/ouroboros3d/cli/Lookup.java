package org.ouroboros3d.cli;

/**
 * How large a look-up is.
 *
 * @param objects how many training objects it holds, 1 to {@value #MAX_OBJECTS}
 * @param nearest how many of them a prediction is the mean of, 1 to {@code objects}
 */
record Lookup(int objects, int nearest) {
    private static final int MAX_OBJECTS = 100_000;
    private static final int DEFAULT_NEAREST = 4;

    Lookup {
        if (objects < 1 || objects > MAX_OBJECTS) {
            throw new IllegalArgumentException(
                    "a look-up holds 1 to " + MAX_OBJECTS + " training objects, not " + objects);
        }
        if (nearest < 1 || nearest > objects) {
            throw new IllegalArgumentException("of " + objects + " training objects the nearest 1 to " + objects
                    + " can be looked up, not " + nearest);
        }
    }

    /**
     * {@return what {@code N} or {@code N,K} says; without K, the nearest four}
     *
     * @throws IllegalArgumentException if it says something else
     */
    static Lookup parse(String text) {
        String[] numbers = text.split(",", -1);
        if (numbers.length > 2) {
            throw new IllegalArgumentException("a look-up is N or N,K, such as 16000,4, not " + text);
        }
        try {
            int objects = Integer.parseInt(numbers[0]);
            return new Lookup(
                    objects, numbers.length == 2 ? Integer.parseInt(numbers[1]) : Math.min(DEFAULT_NEAREST, objects));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a look-up is N or N,K, such as 16000,4, not " + text, e);
        }
    }
}
