package org.ouroboros3d.internal;

import java.nio.file.Path;
import java.util.List;
import org.ouroboros3d.error.NativeLibraryException;

/** Loads LibTorch once per class loader; after a failure the next use tries again. */
public final class LibTorchLoader {
    private static LibTorchFolder loaded;

    private LibTorchLoader() {}

    /**
     * Loads LibTorch at the first call.
     *
     * @throws NativeLibraryException if it is missing, too old, built for another machine or incomplete
     */
    public static synchronized LibTorchFolder load() {
        if (loaded == null) {
            loaded = loadFrom(LibTorchFolder.find());
        }
        return loaded;
    }

    private static LibTorchFolder loadFrom(LibTorchFolder folder) {
        for (Path library : folder.libraries()) {
            ElfFile.fault(library).ifPresent(fault -> {
                throw new NativeLibraryException(
                        "LibTorch cannot be loaded: " + library + " " + fault
                                + "; install LibTorch for this machine again",
                        List.of(library));
            });
            loadLibrary(library);
        }
        checkVersion(folder);
        return folder;
    }

    // Loading by a path that was found at run time is what this class is for.
    @SuppressWarnings("restricted")
    private static void loadLibrary(Path library) {
        try {
            System.load(library.toString());
        } catch (UnsatisfiedLinkError e) {
            throw new NativeLibraryException(
                    "LibTorch cannot be loaded: " + e.getMessage() + "; a library that it needs is missing or too old",
                    List.of(library),
                    e);
        }
    }

    private static void checkVersion(LibTorchFolder folder) {
        if (!TorchAbi.isAvailable("aoti_torch_abi_version")
                || !TorchAbi.isAvailable("torch_call_dispatcher")
                || !TorchAbi.isAvailable("torch_new_list_reserve_size")) {
            throw new NativeLibraryException(
                    "LibTorch in " + folder.folder()
                            + " is too old: Ouroboros3D needs 2.10 or later, for its stable C ABI",
                    List.of(folder.folder()));
        }
    }
}
