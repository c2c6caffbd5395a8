package org.ouroboros3d.raster;

import java.nio.file.Path;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.raster.internal.RasterLoader;

/**
 * The loaded libouroboros3d.
 *
 * @param file that was loaded
 * @param buildInfo version, compiler, instruction set in use, and CUDA architectures or "no CUDA"
 */
public record NativeLibrary(Path file, String buildInfo) {
    /**
     * Loads libouroboros3d at the first call; a {@link Rasterizer} does so too. The library is the one in the jar, which
     * is written to {@code ~/.cache/ouroboros3d}, or the one that the environment variable
     * {@value RasterLoader#VARIABLE} names.
     *
     * @return what was loaded
     * @throws NativeLibraryException if it is missing, cannot be loaded, or is of another version
     */
    public static NativeLibrary load() {
        return new NativeLibrary(RasterLoader.load(), RasterLoader.buildInfo());
    }
}
