package org.ouroboros3d.format.gaussian;

import java.util.Optional;
import org.ouroboros3d.gaussian.Axes;

/**
 * How a file of Gaussians is written.
 *
 * @param axes the file's axes; empty for those of its format
 * @param spzVersion {@link #SPZ_GZIP} or {@link #SPZ_ZSTD}
 */
public record WriteOptions(Optional<Axes> axes, int spzVersion) {
    /** The version of SPZ that most readers know, compressed by gzip. */
    public static final int SPZ_GZIP = 3;
    /** The version of SPZ that says its axes, compressed by Zstandard. */
    public static final int SPZ_ZSTD = 4;

    /** Every format as its own tools write it. */
    public static final WriteOptions DEFAULT = new WriteOptions(Optional.empty(), SPZ_GZIP);

    /** Checks the version. */
    public WriteOptions {
        if (spzVersion != SPZ_GZIP && spzVersion != SPZ_ZSTD) {
            throw new IllegalArgumentException("SPZ is written as version 3 or 4, not " + spzVersion);
        }
    }

    /** {@return these options with other axes} */
    public WriteOptions withAxes(Axes other) {
        return new WriteOptions(Optional.of(other), spzVersion);
    }

    /** {@return these options with another version of SPZ} */
    public WriteOptions withSpzVersion(int version) {
        return new WriteOptions(axes, version);
    }
}
