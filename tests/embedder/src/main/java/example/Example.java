package example;

import java.nio.file.Path;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.tensor.Device;

/** The lines of the README, run in the folder that holds cat.png. */
public final class Example {
    private Example() {}

    public static void main(String[] args) {
        try (Ouroboros3D model = Ouroboros3D.open(Device.CPU)) {
            Image object = model.prepare(Path.of("cat.png")).image();
            GenerationOptions options = GenerationOptions.of(model.info()).withSeed(7);
            Generation result = model.generate(object, options);
            PlyWriter.write(result.gaussians(), Path.of("cat.ply"), PlyLayout.VIEWER);
            ImageWriter.writePng(result.views().getFirst(), Path.of("cat-front.png"));
        }
    }
}
