package example;

import java.nio.file.Path;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.output.Turntable;

/** Asks for a video, which a program that only generates has no library for; prints the error. */
public final class LeftOut {
    private LeftOut() {}

    public static void main(String[] args) {
        Image frame = Image.of(16, 16, 3, new byte[16 * 16 * 3]);
        try {
            Turntable.write(Path.of("cat.mp4"), Turntable.FRAMES_PER_SECOND, 1, number -> frame);
        } catch (NativeLibraryException e) {
            System.out.println(e.getMessage());
        }
    }
}
