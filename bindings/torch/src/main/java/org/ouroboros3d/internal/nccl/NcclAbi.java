package org.ouroboros3d.internal.nccl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.ffi.nccl.NcclPart;
import org.ouroboros3d.ffi.nccl.NcclUniqueId;
import org.ouroboros3d.internal.LibTorchLoader;

/** A communicator of NCCL: this process and its GPU among all ranks'. Functions enqueue on a stream and return. */
public final class NcclAbi {
    /** Bytes of what tells communicators apart. */
    public static final int ID_BYTES = 128;

    private static final String LIBRARY = "libnccl.so.2";
    private static final String PROBE = "ncclGetVersion";
    private static final int SUM = 0;

    private final MemorySegment communicator;

    /** Element types, with their numbers in NCCL. */
    public enum Type {
        UINT8(1),
        FLOAT32(7),
        FLOAT64(8),
        BFLOAT16(9);

        private final int code;

        Type(int code) {
            this.code = code;
        }
    }

    private NcclAbi(MemorySegment communicator) {
        this.communicator = communicator;
    }

    /**
     * Loads the library, unless LibTorch has done it.
     *
     * @throws NativeLibraryException if there is none
     */
    public static void load() {
        load(folders());
    }

    // Loading by a path that was found at run time is what this method is for.
    @SuppressWarnings("restricted")
    static synchronized void load(List<Path> folders) {
        LibTorchLoader.load();
        if (SymbolLookup.loaderLookup().find(PROBE).isPresent()) {
            return;
        }
        List<Path> tried = new ArrayList<>();
        for (Path folder : folders) {
            Path file = folder.resolve(LIBRARY);
            tried.add(file);
            if (Files.isReadable(file)) {
                try {
                    System.load(file.toAbsolutePath().toString());
                    return;
                } catch (UnsatisfiedLinkError e) {
                    throw new NativeLibraryException(
                            "NCCL cannot be loaded: " + e.getMessage()
                                    + "; install the one that belongs to this CUDA (Debian and Ubuntu: libnccl2)",
                            tried,
                            e);
                }
            }
        }
        throw new NativeLibraryException(
                "NCCL, which joins GPUs, is missing; install it (Debian and Ubuntu: libnccl2 from NVIDIA's repository), or"
                        + " add the folder of " + LIBRARY + " to LD_LIBRARY_PATH",
                tried);
    }

    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        String path = System.getenv("LD_LIBRARY_PATH");
        for (String folder : path == null ? new String[0] : path.split(":", -1)) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        folders.add(LibTorchLoader.load().folder());
        folders.addAll(List.of(
                Path.of("/usr/lib/x86_64-linux-gnu"),
                Path.of("/usr/lib64"),
                Path.of("/usr/local/lib"),
                Path.of("/usr/local/cuda/lib64")));
        return folders;
    }

    /** {@return the version, such as 22304 for 2.23.4} */
    public static int version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
            check(PROBE, NcclPart.ncclGetVersion(out));
            return out.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** {@return new bytes that all ranks of a communicator need} */
    public static byte[] newId() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = NcclUniqueId.allocate(arena);
            check("ncclGetUniqueId", NcclPart.ncclGetUniqueId(id));
            return id.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** {@return the communicator of all ranks} Waits for them; this thread's CUDA device becomes this rank's. */
    public static NcclAbi join(byte[] id, int rank, int ranks) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = NcclUniqueId.allocate(arena);
            MemorySegment.copy(id, 0, bytes, ValueLayout.JAVA_BYTE, 0, ID_BYTES);
            MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
            check("ncclCommInitRank", NcclPart.ncclCommInitRank(out, ranks, bytes, rank));
            return new NcclAbi(out.get(ValueLayout.ADDRESS, 0));
        }
    }

    private static void check(String function, int status) {
        if (status != 0) {
            String text = NcclPart.ncclGetErrorString(status)
                    .reinterpret(Long.MAX_VALUE)
                    .getString(0);
            throw new NativeException(function, status, text);
        }
    }

    /** Replaces memory by the sum of all ranks'. */
    public void allReduce(long address, long count, Type type, long stream) {
        MemorySegment memory = MemorySegment.ofAddress(address);
        check(
                "ncclAllReduce",
                NcclPart.ncclAllReduce(
                        memory, memory, count, type.code, SUM, communicator, MemorySegment.ofAddress(stream)));
    }

    /** Adds all ranks' memory into that of one. */
    public void reduce(long from, long to, long count, Type type, int root, long stream) {
        check(
                "ncclReduce",
                NcclPart.ncclReduce(
                        MemorySegment.ofAddress(from),
                        MemorySegment.ofAddress(to),
                        count,
                        type.code,
                        SUM,
                        root,
                        communicator,
                        MemorySegment.ofAddress(stream)));
    }

    /** Copies memory of one rank into that of all. */
    public void broadcast(long from, long to, long bytes, int root, long stream) {
        check(
                "ncclBroadcast",
                NcclPart.ncclBroadcast(
                        MemorySegment.ofAddress(from),
                        MemorySegment.ofAddress(to),
                        bytes,
                        Type.UINT8.code,
                        root,
                        communicator,
                        MemorySegment.ofAddress(stream)));
    }

    /** Has operations that {@code enqueue} enqueues run as one. */
    public static void together(Runnable enqueue) {
        check("ncclGroupStart", NcclPart.ncclGroupStart());
        try {
            enqueue.run();
        } finally {
            check("ncclGroupEnd", NcclPart.ncclGroupEnd());
        }
    }

    /** Throws if something has failed on the device or between the ranks. */
    public void requireSound() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
            check("ncclCommGetAsyncError", NcclPart.ncclCommGetAsyncError(communicator, out));
            check("NCCL", out.get(ValueLayout.JAVA_INT, 0));
        }
    }

    /** Ends the communicator after its work. */
    public void destroy() {
        check("ncclCommDestroy", NcclPart.ncclCommDestroy(communicator));
    }

    /** Ends the communicator and the work that waits for ranks which do not come; called by any thread. */
    public void abort() {
        check("ncclCommAbort", NcclPart.ncclCommAbort(communicator));
    }
}
