package org.ouroboros3d.nn;

/**
 * How the group normalizations of a network are made.
 *
 * @param groups that the channels are divided into. A group's own scale is lost, so a network whose groups are one or two
 *     channels wide can hardly tell bright from dark, or red from grey
 * @param eps added to the variance
 */
public record GroupNormConfig(int groups, double eps) {
    /** Groups in every published network of this project. */
    public static final int PUBLISHED_GROUPS = 32;

    /** Checks the number. */
    public GroupNormConfig {
        if (groups < 1) {
            throw new IllegalArgumentException("norm_num_groups must be at least 1, not " + groups);
        }
    }

    /** {@return whether so many channels can be divided into the groups} */
    public boolean divides(int channels) {
        return channels > 0 && channels % groups == 0;
    }
}
