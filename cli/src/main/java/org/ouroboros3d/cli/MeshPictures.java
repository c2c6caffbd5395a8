package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.ouroboros3d.data.mesh.MeshObject;
import org.ouroboros3d.data.render.Lighting;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.image.Image;

/** Pictures of a mesh that is fitted into a sphere of radius 0.5. */
final class MeshPictures {
    private final MeshObject mesh;
    private final Lighting lighting;

    private MeshPictures(MeshObject mesh) {
        this.mesh = mesh;
        // Colors that were rendered or photographed have their light already.
        this.lighting = mesh.painted() ? Lighting.NONE : Lighting.DEFAULT;
    }

    static MeshPictures read(Path file) {
        return new MeshPictures(MeshObject.read(file, Optional.empty(), false));
    }

    /** {@return how many triangles} */
    int triangles() {
        return mesh.triangles();
    }

    /** {@return a picture from one camera; RGBA if the background is transparent} */
    Image render(Cameras camera, int size, Background background) {
        Image image = OrbitRenderer.render(mesh, camera, size, OrbitRenderer.SUPERSAMPLING, lighting)
                .image(0);
        if (background.transparent()) {
            return image;
        }
        int[] behind = {background.red(), background.green(), background.blue()};
        byte[] pixels = new byte[3 * size * size];
        for (int p = 0; p < size * size; p++) {
            int alpha = image.sample(p % size, Math.floorDiv(p, size), 3);
            for (int channel = 0; channel < 3; channel++) {
                int own = image.sample(p % size, Math.floorDiv(p, size), channel);
                pixels[3 * p + channel] = (byte) ((own * alpha + behind[channel] * (255 - alpha) + 127) / 255);
            }
        }
        return Image.of(size, size, 3, pixels);
    }
}
