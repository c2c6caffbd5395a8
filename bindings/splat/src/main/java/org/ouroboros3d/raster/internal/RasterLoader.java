package org.ouroboros3d.raster.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.ffi.raster.Ouroboros3dNative;
import org.ouroboros3d.internal.ElfFile;

/** Loads libouroboros3d once per class loader: from a file that the user names, or else from the jar. */
public final class RasterLoader {
    /** Environment variable (or system property {@value #PROPERTY}): a libouroboros3d.so, or the folder that holds one. */
    public static final String VARIABLE = "OUROBOROS3D_NATIVE";

    private static final String PROPERTY = "ouroboros3d.native";
    private static final String FILE = "libouroboros3d.so";
    private static Path loaded;

    private RasterLoader() {}

    /**
     * Loads the library at the first call.
     *
     * @return the file that was loaded
     * @throws NativeLibraryException if it is missing, cannot be loaded, or is of another version
     */
    public static synchronized Path load() {
        if (loaded == null) {
            String chosen = System.getProperty(PROPERTY, System.getenv(VARIABLE));
            loaded = load(chosen == null || chosen.isBlank() ? extract() : named(Path.of(chosen)));
        }
        return loaded;
    }

    static Path named(Path chosen) {
        Path file = Files.isDirectory(chosen) ? chosen.resolve(FILE) : chosen;
        if (!Files.isRegularFile(file)) {
            throw new NativeLibraryException(
                    VARIABLE + " names no libouroboros3d.so; correct it, or unset it to use the one in the jar",
                    List.of(file));
        }
        return file.toAbsolutePath();
    }

    // Loading by a path that was found at run time is what this class is for.
    @SuppressWarnings("restricted")
    private static Path load(Path file) {
        ElfFile.fault(file).ifPresent(fault -> {
            throw new NativeLibraryException(
                    "libouroboros3d cannot be loaded: " + file + " " + fault + "; build Ouroboros3D on this machine",
                    List.of(file));
        });
        try {
            System.load(file.toString());
        } catch (UnsatisfiedLinkError e) {
            throw new NativeLibraryException(
                    "libouroboros3d cannot be loaded: " + e.getMessage() + "; build Ouroboros3D on this machine",
                    List.of(file),
                    e);
        }
        int version = Ouroboros3dNative.o3d_abi_version();
        if (version != Ouroboros3dNative.O3D_ABI_VERSION()) {
            throw new NativeLibraryException(
                    "libouroboros3d has ABI version " + version + ", this jar needs "
                            + Ouroboros3dNative.O3D_ABI_VERSION() + "; use the library of the same release",
                    List.of(file));
        }
        return file;
    }

    /** The jar's library as a file: in the user's cache under its own hash, so that releases do not meet. */
    private static Path extract() {
        String resource = "org/ouroboros3d/native/" + platform() + "/" + FILE;
        byte[] library;
        try (InputStream stream = RasterLoader.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new NativeLibraryException(
                        "there is no libouroboros3d for " + platform()
                                + " in the jar; build Ouroboros3D on this machine," + " or name a library with "
                                + VARIABLE,
                        List.of(Path.of(resource)));
            }
            library = stream.readAllBytes();
        } catch (IOException e) {
            throw new NativeLibraryException(
                    "libouroboros3d cannot be read from the jar: " + e.getMessage(), List.of(Path.of(resource)), e);
        }
        Path folder = cacheFolder().resolve(hash(library));
        return extractTo(folder, temporaryFolder(), library);
    }

    /** Writes the library into the cache or, where that cannot be written, into a folder that lives as long as this JVM. */
    static Path extractTo(Path folder, Path temporary, byte[] library) {
        try {
            return extractTo(folder, library);
        } catch (IOException e) {
            try {
                Path own = Files.createTempDirectory(temporary, "ouroboros3d-");
                own.toFile().deleteOnExit();
                Path file = extractTo(own, library);
                file.toFile().deleteOnExit();
                return file;
            } catch (IOException again) {
                again.addSuppressed(e);
                throw new NativeLibraryException(
                        "libouroboros3d can be written neither to " + folder + " nor to " + temporary + ": "
                                + again.getMessage() + "; make one of them writable, or set XDG_CACHE_HOME",
                        List.of(folder, temporary),
                        again);
            }
        }
    }

    private static Path temporaryFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    static Path extractTo(Path folder, byte[] library) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), library)) {
            return file;
        }
        Files.createDirectories(folder);
        // Another process may do the same: each writes a file of its own, and the last move wins.
        Path partial = Files.createTempFile(folder, FILE, ".partial");
        try {
            Files.write(partial, library);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
        return file;
    }

    private static Path cacheFolder() {
        String chosen = System.getenv("XDG_CACHE_HOME");
        Path cache = chosen == null || chosen.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(chosen);
        return cache.resolve("ouroboros3d").toAbsolutePath();
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        return system + "-" + (processor.equals("amd64") ? "x86_64" : processor);
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    /** {@return the library's one line about itself} */
    public static String buildInfo() {
        return text(Ouroboros3dNative.o3d_build_info());
    }

    // The library's strings are zero-terminated and static.
    @SuppressWarnings("restricted")
    static String text(MemorySegment address) {
        return address.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
