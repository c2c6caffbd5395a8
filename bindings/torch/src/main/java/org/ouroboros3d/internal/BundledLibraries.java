package org.ouroboros3d.internal;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.ouroboros3d.error.NativeLibraryException;

/** Shared libraries inside the bytedeco jars on the class path, unpacked once into JavaCPP's cache. */
final class BundledLibraries {
    /** Both jars hold compiler runtimes; those beside OpenBLAS are the ones that it was linked with. */
    private static final List<String> JARS = List.of("openblas", "pytorch");

    /** How bytedeco marks a build for GPUs, which wins over one without. */
    private static final List<String> EXTENSIONS = List.of("-gpu", "");

    private BundledLibraries() {}

    /** The path of {@code name}, e.g. {@code libopenblas.so.0}; empty when no jar on the class path holds it. */
    static Optional<Path> find(String name) {
        for (String jar : JARS) {
            for (String extension : EXTENSIONS) {
                String resource = "org/bytedeco/" + jar + "/" + Loader.getPlatform() + extension + "/" + name;
                URL url = BundledLibraries.class.getClassLoader().getResource(resource);
                if (url != null) {
                    return Optional.of(unpack(url, resource));
                }
            }
        }
        return Optional.empty();
    }

    private static Path unpack(URL url, String resource) {
        try {
            return Loader.cacheResource(url).toPath();
        } catch (IOException e) {
            throw new NativeLibraryException(
                    "LibTorch cannot be unpacked (" + e.getMessage()
                            + "); free some disk, or set the system property org.bytedeco.javacpp.cachedir to a folder"
                            + " with 1 GB of room",
                    List.of(Path.of(resource)),
                    e);
        }
    }
}
