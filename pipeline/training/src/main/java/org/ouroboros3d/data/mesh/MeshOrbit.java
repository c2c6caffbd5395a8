package org.ouroboros3d.data.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.ouroboros3d.data.DatasetWriter;
import org.ouroboros3d.data.Orbit;
import org.ouroboros3d.format.json.JsonText;
import org.ouroboros3d.image.Image;

/**
 * How meshes become items of a data set.
 *
 * @param up which axis of a mesh points up
 * @param elevation of the cameras in degrees, at most {@value #STEEPEST} either way
 * @param azimuth of the first camera in degrees, from z towards x
 */
public record MeshOrbit(Up up, double elevation, double azimuth) {
    private static final double STEEPEST = 85;

    /** Axes. */
    public enum Up {
        Y,
        Z
    }

    /** Checks the angles. */
    public MeshOrbit {
        if (!(Math.abs(elevation) <= STEEPEST) || !Double.isFinite(azimuth)) {
            throw new IllegalArgumentException("the elevation must be between -" + STEEPEST + " and " + STEEPEST
                    + " and the azimuth a number, not " + elevation + " and " + azimuth);
        }
    }

    /** {@return what {@code dataset.json} says of it} */
    public ObjectNode settings() {
        return JsonText.tree(new Settings("meshes", up.name().toLowerCase(Locale.ROOT), elevation, azimuth));
    }

    private record Settings(String objects, String up, double elevation, double azimuth) {}

    /**
     * {@return a mesh as an item, which is read when its turn comes}
     *
     * @param texture for meshes that name none
     */
    public DatasetWriter.Item item(Path mesh, Optional<Image> texture) {
        return new DatasetWriter.Item(
                id(mesh), new Orbit(elevation, azimuth), () -> MeshObject.read(mesh, texture, up == Up.Z));
    }

    private static String id(Path mesh) {
        String name = mesh.toAbsolutePath().normalize().getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
