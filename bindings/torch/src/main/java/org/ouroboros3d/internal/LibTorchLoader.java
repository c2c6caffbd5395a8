package org.ouroboros3d.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ouroboros3d.error.NativeLibraryException;

/** Loads LibTorch once per class loader; after a failure the next use tries again. */
public final class LibTorchLoader {
    /** How glibc's loader names a dependency that it did not find. */
    private static final Pattern MISSING = Pattern.compile("([^\\s:/]+\\.so[.\\d]*): cannot open shared object file");

    /** Oldest functions that are called without asking whether they are there; all came with 2.10. */
    private static final List<String> NEEDED =
            List.of("aoti_torch_abi_version", "torch_call_dispatcher", "torch_new_list_reserve_size");

    private static volatile LibTorchFolder loaded;

    private final LibTorchFolder folder;
    private final Set<String> dependenciesTried = new HashSet<>();

    private LibTorchLoader(LibTorchFolder folder) {
        this.folder = folder;
    }

    /**
     * Loads LibTorch at the first call.
     *
     * @throws NativeLibraryException if it is missing, too old, built for another machine or incomplete
     */
    public static LibTorchFolder load() {
        LibTorchFolder current = loaded;
        return current == null ? loadOnce() : current;
    }

    /** {@return whether the loaded LibTorch was built with CUDA} */
    public static boolean hasCuda() {
        return load().libraries().stream().anyMatch(path -> path.endsWith("libtorch_cuda.so"));
    }

    private static synchronized LibTorchFolder loadOnce() {
        if (loaded == null) {
            // Before anything of JavaCPP, which unpacks libraries, is loaded.
            NativeEnvironment.prepareForLibTorch();
            LibTorchFolder found = LibTorchFolder.find();
            new LibTorchLoader(found).loadAll();
            loaded = found;
        }
        return loaded;
    }

    private void loadAll() {
        folder.libraries().forEach(LibTorchLoader::requireSound);
        folder.libraries().forEach(this::load);
        NativeEnvironment.applyLogLevel();
        for (String symbol : NEEDED) {
            if (!TorchAbi.isAvailable(symbol)) {
                throw new NativeLibraryException(
                        "LibTorch in " + folder.folder()
                                + " is too old: Ouroboros3D needs 2.10 or later, for its stable C ABI",
                        List.of(folder.folder()));
            }
        }
    }

    private static void requireSound(Path library) {
        ElfFile.fault(library).ifPresent(fault -> {
            throw new NativeLibraryException(
                    "LibTorch cannot be loaded: " + library + " " + fault + "; install LibTorch for this machine again",
                    List.of(library));
        });
    }

    /** Loads a library, after the dependencies that the system does not find but that we know a place of. */
    // Loading by a path that was found at run time is what this class is for.
    @SuppressWarnings("restricted")
    private void load(Path library) {
        try {
            System.load(library.toString());
        } catch (UnsatisfiedLinkError e) {
            Matcher missing = MISSING.matcher(e.getMessage());
            if (!missing.find()) {
                throw new NativeLibraryException(
                        "LibTorch cannot be loaded: " + e.getMessage() + "; " + remedy(e.getMessage()),
                        List.of(library),
                        e);
            }
            String dependency = missing.group(1);
            Optional<Path> found = dependenciesTried.add(dependency) ? locate(dependency) : Optional.empty();
            load(found.orElseThrow(() -> new NativeLibraryException(
                    "LibTorch in " + folder.folder() + " is only half installed: " + library.getFileName() + " needs "
                            + dependency + ", which is neither there nor in a bytedeco jar nor known to the system;"
                            + " install that library",
                    List.of(library),
                    e)));
            load(library);
        }
    }

    /** Builds without a RUNPATH, and folders that JavaCPP unpacked, need help to find what they depend on. */
    private Optional<Path> locate(String dependency) {
        Path sibling = folder.folder().resolve(dependency);
        return Files.exists(sibling) ? Optional.of(sibling) : BundledLibraries.find(dependency);
    }

    private static String remedy(String message) {
        return message.contains("already loaded in another classloader")
                ? "a process can use it from one class loader only: share Ouroboros3D between them"
                : "a library that it needs is too old or does not fit; install LibTorch for this system";
    }
}
