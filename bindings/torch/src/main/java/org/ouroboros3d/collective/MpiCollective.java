package org.ouroboros3d.collective;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.internal.mpi.MpiAbi;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;

/**
 * Ranks that MPI connects, with tensors in host memory. MPI moves the bytes and the sums are taken here, in the order of the
 * ranks: MPI's own reductions leave the order to the library.
 *
 * <p>A thread of its own makes all calls, so that operations go on while others compute. An operation that takes longer than
 * a deadline fails on every rank that waits in it, and names the ranks that do not.
 */
public final class MpiCollective implements Collective {
    /** Bytes of a sum that are under way at once; bounds the memory. */
    private static final long CHUNK = 16L << 20;
    /** How long a wait takes a processor before it sleeps between looks. */
    private static final long AWAKE_NANOS = 50_000;

    private static final long NAP_NANOS = 50_000;
    /** How long ranks have to answer who asks for them. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Duration timeout;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("ouroboros3d-mpi").unstarted(task));
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment request = arena.allocate(Long.BYTES, Long.BYTES);
    private final MemorySegment flag = arena.allocate(ValueLayout.JAVA_INT);
    private MpiAbi mpi;
    private Attendance attendance;
    private int rank;
    private int size;
    private MemorySegment scratch = MemorySegment.NULL;
    private CollectiveException failure;

    private MpiCollective(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * Joins the other ranks.
     *
     * @param launch what started them
     * @param timeout of every operation: longer than any rank computes or writes files while others wait
     * @throws org.ouroboros3d.error.NativeLibraryException if there is no MPI library
     * @throws CollectiveException if the library does not belong to the launcher
     */
    public static MpiCollective open(Launch launch, Duration timeout) {
        MpiCollective opened = new MpiCollective(timeout);
        boolean joined = false;
        try {
            opened.submit(() -> opened.join(launch)).await();
            joined = true;
        } finally {
            if (!joined) {
                opened.close();
            }
        }
        return opened;
    }

    private void join(Launch launch) {
        mpi = MpiAbi.load(launch.libraries(), launch.launcher());
        mpi.init();
        rank = mpi.rank();
        size = mpi.size();
        if (size != launch.size() || rank != launch.rank()) {
            throw new CollectiveException(launch.launcher() + " started this process as rank " + launch.rank() + " of "
                    + launch.size() + ", and the MPI library that was loaded, "
                    + (mpi.isOpenMpi() ? "Open MPI" : "one of MPICH's family") + ", takes it for rank " + rank + " of "
                    + size + "; put the library of the launcher first in LD_LIBRARY_PATH");
        }
        attendance = new Attendance(mpi, rank, size);
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    private Transfer submit(Runnable work) {
        Future<?> done = thread.submit(work);
        return () -> {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        done.get();
                        return;
                    } catch (InterruptedException e) {
                        // The other ranks count on this one until the operation is done, which its deadline bounds.
                        interrupted = true;
                    } catch (ExecutionException e) {
                        throw rethrown(e.getCause());
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        // Work on the thread throws nothing checked.
        return (RuntimeException) cause;
    }

    /** Starts an operation behind those that were started before; after one that failed, all fail. */
    private Transfer start(String what, Runnable operation) {
        return submit(() -> {
            if (failure != null) {
                throw failure;
            }
            try {
                operation.run();
            } catch (NativeException e) {
                failure = new CollectiveException(
                        "rank " + rank + " lost the others in " + what + " (" + e.getMessage()
                                + "); see what the launcher says of them",
                        e);
                throw failure;
            } catch (CollectiveException e) {
                failure = e;
                throw e;
            }
        });
    }

    @Override
    public Transfer allReduce(Tensor x) {
        MemorySegment memory = memory(x);
        DType type = x.dtype();
        return start("a sum", () -> {
            long chunk = CHUNK / type.byteSize() * type.byteSize();
            for (long at = 0; at < memory.byteSize(); at += chunk) {
                sum(type, memory.asSlice(at, Math.min(chunk, memory.byteSize() - at)));
            }
        });
    }

    /** Adds a part each, then gives it to all. */
    private void sum(DType type, MemorySegment x) {
        long[] parts = Parts.equal(x.byteSize() / type.byteSize(), size);
        MemorySegment own = scatter(type, x, Parts.bytes(parts, type), 0, Long.MAX_VALUE);
        gather(own, Parts.bytes(parts, type), x);
    }

    @Override
    public Transfer reduceScatter(Tensor all, long[] parts, Tensor own) {
        require(parts, all, own);
        MemorySegment from = memory(all);
        MemorySegment to = memory(own);
        DType type = all.dtype();
        long[] bytes = Parts.bytes(parts, type);
        return start("a sum of parts", () -> {
            long chunk = Math.max(1, CHUNK / type.byteSize() / size) * type.byteSize();
            long longest = Arrays.stream(bytes).max().orElse(0);
            for (long at = 0; at < longest; at += chunk) {
                MemorySegment sum = scatter(type, from, bytes, at, chunk);
                MemorySegment.copy(sum, 0, to, Math.min(at, to.byteSize()), sum.byteSize());
            }
        });
    }

    /**
     * Adds what lies between two places of each rank's part.
     *
     * @param parts bytes of each
     * @param from the first byte of a part
     * @param most how many bytes of a part
     * @return this rank's sum, in memory that the next operation uses again
     */
    private MemorySegment scatter(DType type, MemorySegment all, long[] parts, long from, long most) {
        int[] lengths = new int[size];
        int[] places = new int[size];
        long begin = 0;
        for (int r = 0; r < size; r++) {
            lengths[r] = Math.toIntExact(Math.clamp(parts[r] - from, 0, most));
            places[r] = Math.toIntExact(begin + Math.min(from, parts[r]));
            begin += parts[r];
        }
        int own = lengths[rank];
        int[] received = new int[size];
        int[] offsets = new int[size];
        for (int r = 0; r < size; r++) {
            received[r] = own;
            offsets[r] = Math.multiplyExact(r, own);
        }
        MemorySegment taken = scratch((long) own * (size + 1));
        try (Arena call = Arena.ofConfined()) {
            mpi.startAllToAll(
                    all,
                    MpiAbi.Parts.of(call, lengths, places),
                    taken,
                    MpiAbi.Parts.of(call, received, offsets),
                    request);
            complete("a sum");
        }
        MemorySegment sum = taken.asSlice((long) own * size, own);
        RankSums.add(type, taken, size, sum);
        return sum;
    }

    @Override
    public Transfer allGather(Tensor own, long[] parts, Tensor all) {
        require(parts, all, own);
        MemorySegment from = memory(own);
        MemorySegment to = memory(all);
        long[] bytes = Parts.bytes(parts, all.dtype());
        return start("a gathering of parts", () -> gather(from, bytes, to));
    }

    private void gather(MemorySegment own, long[] parts, MemorySegment all) {
        int[] lengths = new int[size];
        int[] offsets = new int[size];
        long begin = 0;
        for (int r = 0; r < size; r++) {
            lengths[r] = Math.toIntExact(parts[r]);
            offsets[r] = Math.toIntExact(begin);
            begin += parts[r];
        }
        try (Arena call = Arena.ofConfined()) {
            mpi.startAllGather(own, lengths[rank], all, MpiAbi.Parts.of(call, lengths, offsets), request);
            complete("a gathering of parts");
        }
    }

    @Override
    public Transfer broadcast(Tensor x, int root) {
        MemorySegment memory = memory(x);
        return start("a copy of rank " + root, () -> {
            for (long at = 0; at < memory.byteSize(); at += CHUNK) {
                int bytes = (int) Math.min(CHUNK, memory.byteSize() - at);
                mpi.startBroadcast(memory.asSlice(at, bytes), bytes, root, request);
                complete("a copy of rank " + root);
            }
        });
    }

    @Override
    public void barrier() {
        start("a meeting", this::meet).await();
    }

    private void meet() {
        MemorySegment all = scratch(size + 1L);
        long[] parts = new long[size];
        Arrays.fill(parts, 1);
        gather(all.asSlice(size, 1), parts, all);
    }

    @Override
    public void finish() {
        start("the end", () -> {
                    meet();
                    attendance.close();
                    mpi.shutDown();
                })
                .await();
    }

    @Override
    public void close() {
        thread.shutdown();
    }

    /** Moves what was started on until it is done, and answers meanwhile who asks for this rank. */
    private void complete(String what) {
        long began = System.nanoTime();
        while (!mpi.isDone(request, flag)) {
            long waited = System.nanoTime() - began;
            if (waited < AWAKE_NANOS) {
                Thread.onSpinWait();
                continue;
            }
            attendance.serve();
            if (waited > timeout.toNanos()) {
                throw late(what);
            }
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    private CollectiveException late(String what) {
        attendance.ask();
        long until = System.nanoTime() + GRACE.toNanos();
        while (System.nanoTime() < until && !attendance.absent().isEmpty()) {
            attendance.serve();
            LockSupport.parkNanos(NAP_NANOS);
        }
        List<Integer> absent = attendance.absent();
        String who = absent.isEmpty()
                ? "all ranks wait, for different things: they do not run the same program on the same files"
                : absent.stream().map(r -> "rank " + r).collect(Collectors.joining(" and "))
                        + " did not come to " + what + " within " + timeout.toSeconds()
                        + " s: it hangs, or is much slower than the others";
        return new CollectiveException(who + "; this rank, " + rank + ", ends, so that the launcher ends them all");
    }

    private MemorySegment scratch(long bytes) {
        if (scratch.byteSize() < bytes) {
            scratch = Arena.ofAuto().allocate(bytes, Long.BYTES);
        }
        return scratch.asSlice(0, bytes);
    }

    /** The elements as memory that the thread may use: the tensor's own segment belongs to the caller's thread. */
    private static MemorySegment memory(Tensor x) {
        if (!x.device().isHost() || !x.isContiguous()) {
            throw new IllegalArgumentException(
                    "MPI moves contiguous tensors of the host, not one on " + x.device() + "; use NCCL for devices");
        }
        return MemorySegment.ofAddress(x.dataPointer())
                .reinterpret(x.numel() * x.dtype().byteSize());
    }

    private void require(long[] parts, Tensor all, Tensor own) {
        Parts.require(parts, size, rank, all, own);
    }
}
