package org.ouroboros3d.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.ouroboros3d.error.NativeLibraryException;

/**
 * Where LibTorch's shared libraries are: the folder that {@value #VARIABLE} names, else the libraries inside the
 * bytedeco jars on the class path.
 *
 * @param folder holds {@code libtorch_cpu.so}
 * @param libraries what to load, in order, by absolute path
 * @param origin how the folder was found, for people
 */
public record LibTorchFolder(Path folder, List<Path> libraries, String origin) {
    /** Environment variable (and, in lower case with dots, system property) that names a LibTorch folder. */
    public static final String VARIABLE = "OUROBOROS3D_LIBTORCH";

    private static final String PROPERTY = "ouroboros3d.libtorch";

    /** Dependencies first: each is found by its soname when the next is loaded. Those that a build lacks are skipped. */
    private static final List<String> SUPPORT =
            List.of("libgcc_s.so.1", "libgomp.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");

    private static final List<String> REQUIRED = List.of("libc10.so", "libtorch_cpu.so");
    private static final List<String> CUDA = List.of("libc10_cuda.so", "libtorch_cuda.so");

    static LibTorchFolder find() {
        String named = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        return named == null || named.isBlank() ? fromJars() : fromFolder(Path.of(named));
    }

    private static LibTorchFolder fromFolder(Path named) {
        Path root = named.toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            throw new NativeLibraryException(
                    VARIABLE + " names " + root + ", which "
                            + (Files.exists(root) ? "is not a folder" : "does not exist")
                            + "; name the folder that holds libtorch_cpu.so",
                    List.of(root));
        }
        List<Path> candidates = List.of(root, root.resolve("lib"), root.resolve("torch/lib"));
        for (Path candidate : candidates) {
            if (REQUIRED.stream().anyMatch(name -> Files.exists(candidate.resolve(name)))) {
                return new LibTorchFolder(candidate, libraries(candidate), VARIABLE);
            }
        }
        throw new NativeLibraryException(
                "there is no LibTorch in the folder that " + VARIABLE
                        + " names; name the folder that holds libtorch_cpu.so, such as the lib folder of a LibTorch"
                        + " download or of a pip-installed torch",
                candidates);
    }

    private static List<Path> libraries(Path folder) {
        List<Path> found = new ArrayList<>();
        for (String name : SUPPORT) {
            Path library = folder.resolve(name);
            if (Files.exists(library)) {
                found.add(library);
            }
        }
        found.addAll(hashedSupport(folder));
        REQUIRED.forEach(name -> found.add(required(folder, name)));
        // A CUDA build with only one of the two must not quietly become a CPU build.
        if (CUDA.stream().anyMatch(name -> Files.exists(folder.resolve(name)))) {
            CUDA.forEach(name -> found.add(required(folder, name)));
        }
        return List.copyOf(found);
    }

    private static Path required(Path folder, String name) {
        Path library = folder.resolve(name);
        if (!Files.exists(library)) {
            throw new NativeLibraryException(
                    "LibTorch in " + folder + " is only half installed: " + name
                            + " is missing; install it again or unset " + VARIABLE,
                    List.of(library));
        }
        return library;
    }

    /** Wheels rename what they bundle to {@code libgomp-1a2b3c4d.so.1}; the loader finds these by the new soname. */
    private static List<Path> hashedSupport(Path folder) {
        List<Path> found = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, "libgomp-*.so*")) {
            files.forEach(found::add);
        } catch (IOException e) {
            throw new NativeLibraryException("the folder of LibTorch cannot be read", List.of(folder), e);
        }
        return found;
    }

    private static LibTorchFolder fromJars() {
        List<Path> found = new ArrayList<>();
        SUPPORT.forEach(name -> BundledLibraries.find(name).ifPresent(found::add));
        for (String name : REQUIRED) {
            found.add(BundledLibraries.find(name).orElseThrow(LibTorchFolder::notOnTheClassPath));
        }
        Path folder = found.get(found.size() - 1).getParent();
        CUDA.forEach(name -> BundledLibraries.find(name).ifPresent(found::add));
        return new LibTorchFolder(folder, List.copyOf(found), "bytedeco jar");
    }

    private static NativeLibraryException notOnTheClassPath() {
        return new NativeLibraryException(
                "LibTorch is not on the class path; add org.bytedeco:pytorch with the classifier "
                        + Loader.getPlatform() + ", or set " + VARIABLE
                        + " to a folder with LibTorch 2.10 or later",
                List.of());
    }
}
