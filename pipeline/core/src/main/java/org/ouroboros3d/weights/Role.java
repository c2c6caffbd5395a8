package org.ouroboros3d.weights;

/**
 * What a network says of a tensor that it takes. Which type the tensor is stored in, when it is loaded and what training
 * begins with follow from it.
 *
 * @param kind what the tensor is
 * @param group which part of its network needs it
 * @param start what training from scratch begins with
 * @param exact whether the layer computes in float32 whatever the network computes in
 */
public record Role(Kind kind, Group group, Start start, boolean exact) {
    /** Of a tensor of which nothing was said. */
    static final Role NONE = new Role(Kind.OTHER, Group.MAIN, Start.RANDOM, false);

    /** What a tensor is. */
    public enum Kind {
        /** A matrix or a convolution's kernel. */
        KERNEL,
        /** Added to what a kernel gives. */
        BIAS,
        /** A normalization's factor. */
        SCALE,
        /** Added to what a normalization gives. */
        SHIFT,
        /** Learned tokens, or what is added to them. */
        EMBEDDING,
        /** The share of a branch. */
        MIX,
        /** Anything else. */
        OTHER
    }

    /** Parts of networks that are needed at different times. */
    public enum Group {
        MAIN,
        /** Encoders of the fed-back maps. */
        ADAPTERS,
        /** Embeddings of the noise level's time and of the added time ids. */
        TIME_EMBEDDING,
        /** An autoencoder's decoder. */
        DECODER
    }

    /**
     * What training begins with. Kernels are random, biases zero, scales one and mixing shares 0.5, but for what is said here.
     * An autoencoder lets colors pass from the beginning; in other networks {@code COLORS_} says nothing.
     */
    public enum Start {
        RANDOM,
        /** Random with a small deviation, whatever the fan-in. */
        SMALL,
        /** Zero, so that a branch adds nothing. */
        ZERO,
        /** Colors, or the first latents, go into all channels. */
        COLORS_SPREAD,
        /** All channels are gathered into colors, or the first latents. */
        COLORS_GATHERED,
        /** Every channel goes into itself. */
        COLORS_KEPT,
        /** Every channel goes into itself, as the mean of two pixels of each axis. */
        COLORS_HALVED,
        /** As {@link #COLORS_KEPT}; the second half of the bias, a logarithm of variances, begins far below zero. */
        MOMENTS;

        boolean passesColors() {
            return switch (this) {
                case RANDOM, SMALL, ZERO -> false;
                case COLORS_SPREAD, COLORS_GATHERED, COLORS_KEPT, COLORS_HALVED, MOMENTS -> true;
            };
        }
    }

    Role as(Kind other) {
        return new Role(other, group, start, exact);
    }

    Role in(Group other) {
        return new Role(kind, other, start, exact);
    }

    Role from(Start other) {
        return new Role(kind, group, other, exact);
    }

    Role inFloat32() {
        return new Role(kind, group, start, true);
    }

    /** {@return whether the tensor takes the type that its network computes in} A normalization's and a blend's do not. */
    public boolean followsPrecision() {
        return !exact && (kind == Kind.KERNEL || kind == Kind.BIAS);
    }
}
