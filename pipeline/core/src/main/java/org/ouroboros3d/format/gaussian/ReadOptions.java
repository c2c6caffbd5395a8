package org.ouroboros3d.format.gaussian;

import java.util.Optional;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.gaussian.Axes;

/**
 * What a reader is told about a file that the file itself does not say.
 *
 * @param axes the file's axes; empty for those that it says, or that its format has
 * @param rotations what the quaternions of a PLY file mean
 */
public record ReadOptions(Optional<Axes> axes, PlyLayout rotations) {
    /** Files as they say of themselves, with rotations as viewers take them. */
    public static final ReadOptions DEFAULT = new ReadOptions(Optional.empty(), PlyLayout.VIEWER);
}
