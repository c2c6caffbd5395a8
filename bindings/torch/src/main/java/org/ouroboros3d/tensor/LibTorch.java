package org.ouroboros3d.tensor;

import java.nio.file.Path;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.internal.LibTorchFolder;
import org.ouroboros3d.internal.LibTorchLoader;
import org.ouroboros3d.internal.OpenMp;
import org.ouroboros3d.internal.TorchAbi;

/**
 * The loaded LibTorch.
 *
 * @param version of its stable C ABI, e.g. {@code 2.10}
 * @param folder that holds {@code libtorch_cpu.so}
 * @param origin how the folder was found: the environment variable or the bytedeco jar
 * @param cuda whether CUDA libraries were loaded with it
 */
public record LibTorch(String version, Path folder, String origin, boolean cuda) {
    /** The most threads that {@link #useThreads} takes. */
    public static final int MAX_THREADS = 1024;

    /**
     * Loads LibTorch at the first call; every use of a tensor does so too.
     *
     * <p>The folder comes from the environment variable {@value LibTorchFolder#VARIABLE} (a LibTorch download or the
     * {@code lib} folder of a pip-installed torch) or else from the bytedeco jar on the class path. What these libraries
     * depend on, such as OpenBLAS, is looked for beside them, where the system looks, and in the bytedeco jars.
     *
     * @return what was loaded
     * @throws NativeLibraryException if it is missing, too old, built for another machine or incomplete
     */
    public static LibTorch load() {
        LibTorchFolder folder = LibTorchLoader.load();
        long version = TorchAbi.abiVersion();
        return new LibTorch(
                (version >>> 56) + "." + (version >>> 48 & 0xff),
                folder.folder(),
                folder.origin(),
                LibTorchLoader.hasCuda());
    }

    /** {@return the number of threads that operators use which the calling thread calls} */
    public int threads() {
        return TorchAbi.threads();
    }

    /**
     * Sets how many threads operators use which the calling thread calls from now on; other threads keep theirs. Results
     * may differ by rounding.
     *
     * @param count 1 to {@value #MAX_THREADS}
     * @throws NativeLibraryException if this LibTorch was built without OpenMP
     */
    public void useThreads(int count) {
        if (count < 1 || count > MAX_THREADS) {
            throw new IllegalArgumentException("threads must be between 1 and " + MAX_THREADS + ", not " + count);
        }
        // LibTorch sets its own number when a thread first needs one: now, so that it is not done later.
        TorchAbi.threads();
        OpenMp.setThreads(count);
    }
}
