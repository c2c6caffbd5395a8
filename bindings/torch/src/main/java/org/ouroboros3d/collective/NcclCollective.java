package org.ouroboros3d.collective;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.internal.CudaMemory;
import org.ouroboros3d.internal.TorchAbi;
import org.ouroboros3d.internal.nccl.NcclAbi;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Ranks with a GPU each, which NCCL connects. Operations are enqueued on LibTorch's current stream, so that what is enqueued
 * behind them sees their results without waiting. NCCL takes sums in an order that the number of ranks and their connections
 * decide.
 *
 * <p>A thread of its own ends the connection when no operation was started for the deadline: the rank then waits for the device,
 * and the device for a rank that does not come.
 */
public final class NcclCollective implements Collective {
    private final int rank;
    private final int size;
    private final Device device;
    private final Duration timeout;
    private final NcclAbi nccl;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("ouroboros3d-nccl").unstarted(task));
    private volatile long lastStart = System.nanoTime();
    private volatile boolean aborted;

    private NcclCollective(Launch launch, Device device, Duration timeout, NcclAbi nccl) {
        this.rank = launch.rank();
        this.size = launch.size();
        this.device = device;
        this.timeout = timeout;
        this.nccl = nccl;
        Objects.requireNonNull(watchdog.scheduleWithFixedDelay(this::watch, 1, 1, TimeUnit.SECONDS));
    }

    /**
     * Joins the other ranks.
     *
     * @param launch who this is
     * @param device of this rank
     * @param id the same bytes on all ranks, from {@link #newId()} of rank 0
     * @param timeout after which a rank that waits ends
     */
    static NcclCollective open(Launch launch, Device device, byte[] id, Duration timeout) {
        NcclAbi.load();
        CudaMemory.makeCurrent(device.index());
        return new NcclCollective(launch, device, timeout, NcclAbi.join(id, launch.rank(), launch.size()));
    }

    /** {@return what all ranks need} */
    static byte[] newId() {
        NcclAbi.load();
        return NcclAbi.newId();
    }

    private void watch() {
        if (!aborted && System.nanoTime() - lastStart > timeout.toNanos()) {
            aborted = true;
            nccl.abort();
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    private Transfer start(Runnable operation) {
        if (aborted) {
            throw new CollectiveException("rank " + rank + " waited for more than " + timeout.toSeconds()
                    + " s for another rank, which hangs or has died; see what the launcher says of the others");
        }
        lastStart = System.nanoTime();
        try {
            nccl.requireSound();
            operation.run();
        } catch (NativeException e) {
            throw new CollectiveException(
                    "rank " + rank + " lost the others (" + e.getMessage() + "); see what the launcher says of them",
                    e);
        }
        return Transfer.DONE;
    }

    private long stream() {
        return TorchAbi.currentStream(device.index());
    }

    private static NcclAbi.Type type(Tensor x) {
        return switch (x.dtype()) {
            case FLOAT32 -> NcclAbi.Type.FLOAT32;
            case FLOAT64 -> NcclAbi.Type.FLOAT64;
            case BFLOAT16 -> NcclAbi.Type.BFLOAT16;
            default ->
                throw new IllegalArgumentException("sums are of float32, float64 or bfloat16, not of " + x.dtype());
        };
    }

    private static long bytes(Tensor x) {
        return x.numel() * x.dtype().byteSize();
    }

    private void require(Tensor x) {
        if (!x.device().equals(device) || !x.isContiguous()) {
            throw new IllegalArgumentException(
                    "this rank moves contiguous tensors of " + device + ", not one on " + x.device());
        }
    }

    @Override
    public Transfer allReduce(Tensor x) {
        require(x);
        return start(() -> nccl.allReduce(x.dataPointer(), x.numel(), type(x), stream()));
    }

    @Override
    public Transfer reduceScatter(Tensor all, long[] parts, Tensor own) {
        require(all);
        require(own);
        Parts.require(parts, size, rank, all, own);
        return start(() -> NcclAbi.together(() -> {
            long from = all.dataPointer();
            for (int r = 0; r < size; r++) {
                if (parts[r] > 0) {
                    nccl.reduce(from, r == rank ? own.dataPointer() : from, parts[r], type(all), r, stream());
                }
                from += parts[r] * all.dtype().byteSize();
            }
        }));
    }

    @Override
    public Transfer allGather(Tensor own, long[] parts, Tensor all) {
        require(all);
        require(own);
        Parts.require(parts, size, rank, all, own);
        return start(() -> NcclAbi.together(() -> {
            long to = all.dataPointer();
            for (int r = 0; r < size; r++) {
                long length = parts[r] * all.dtype().byteSize();
                if (length > 0) {
                    nccl.broadcast(r == rank ? own.dataPointer() : to, to, length, r, stream());
                }
                to += length;
            }
        }));
    }

    @Override
    public Transfer broadcast(Tensor x, int root) {
        require(x);
        return start(() -> nccl.broadcast(x.dataPointer(), x.dataPointer(), bytes(x), root, stream()));
    }

    @Override
    public void barrier() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor one = Tensor.of(new float[] {1}, 1).to(device).to(DType.FLOAT32);
            allReduce(one).await();
            // Waits for the device.
            if ((int) one.item() != size && !aborted) {
                throw new CollectiveException("only " + one.item() + " of " + size + " ranks met");
            }
        }
    }

    @Override
    public void finish() {
        barrier();
        watchdog.shutdownNow();
        nccl.destroy();
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
