package org.ouroboros3d.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import org.ouroboros3d.data.DatasetWriter;
import org.ouroboros3d.data.mesh.MeshOrbit;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;

/**
 * How a job renders meshes, as {@code ouroboros3d dataset render} does.
 *
 * @param size width and height of a picture in pixels
 * @param supersampling rays along each side of a pixel
 * @param depth whether depth maps are written too
 * @param up which axis of a mesh points up
 * @param elevation of the cameras in degrees
 * @param azimuth of the first camera in degrees
 * @param texture picture for meshes that name none; null for none
 */
public record RenderSettings(
        int size, int supersampling, boolean depth, MeshOrbit.Up up, double elevation, double azimuth, String texture)
        implements Serializable {
    /** Checks the values. */
    public RenderSettings {
        if (size < 1 || supersampling < 1) {
            throw new IllegalArgumentException(
                    "size and supersampling must be at least 1, not " + size + " and " + supersampling);
        }
        new MeshOrbit(up, elevation, azimuth).settings();
    }

    private MeshOrbit orbit() {
        return new MeshOrbit(up, elevation, azimuth);
    }

    DatasetWriter open(Path out) {
        return DatasetWriter.open(out, size, supersampling, depth, orbit().settings());
    }

    DatasetWriter.Item item(String mesh) {
        Optional<Image> picture = Optional.ofNullable(texture).map(name -> ImageReader.read(Path.of(name)));
        return orbit().item(Path.of(mesh), picture);
    }
}
