package org.ouroboros3d.collective;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import org.ouroboros3d.internal.nccl.NcclAbi;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Joins the ranks that a launcher started, by what suits launcher and device. */
public final class Collectives {
    private static final Duration NCCL_TRIAL = Duration.ofSeconds(30);
    /** NCCL's versions are major · 10000 + minor · 100 + patch. */
    private static final int MAJOR = 10_000;

    private static final int MINOR = 100;

    private Collectives() {}

    /**
     * {@return the ranks of this program}
     *
     * @param launch what started this process
     * @param device of the tensors
     * @param timeout of every operation: longer than any rank computes or writes files while others wait
     * @throws CollectiveException if these tensors cannot be moved between ranks that were started so
     * @throws org.ouroboros3d.error.NativeLibraryException if a library is missing
     */
    public static Collective open(Launch launch, Device device, Duration timeout) {
        if (launch.kind() == Launch.Kind.ALONE) {
            return new SingleProcess();
        }
        if (!device.isHost()) {
            return NcclCollective.open(launch, device, id(launch, timeout), timeout);
        }
        if (launch.kind() == Launch.Kind.RENDEZVOUS) {
            throw new CollectiveException(
                    launch.launcher()
                            + " started this process, which joins ranks on CUDA devices only; on the CPU, start it with mpirun");
        }
        return MpiCollective.open(launch, timeout);
    }

    /**
     * {@return the version of NCCL, with which one rank on a device has just summed and broadcast}
     *
     * @param device CUDA device
     * @throws org.ouroboros3d.error.NativeLibraryException if NCCL is missing
     * @throws CollectiveException if NCCL fails, or gives a wrong sum
     */
    public static String tryNccl(Device device) {
        try (NcclCollective alone = NcclCollective.open(Launch.alone(), device, NcclCollective.newId(), NCCL_TRIAL);
                TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3}, 3).to(device);
            alone.allReduce(x).await();
            alone.broadcast(x, 0).await();
            float[] sums = x.toFloatArray();
            alone.finish();
            if (!Arrays.equals(sums, new float[] {1, 2, 3})) {
                throw new CollectiveException("NCCL sums 1, 2, 3 of one rank to " + Arrays.toString(sums));
            }
            int version = NcclAbi.version();
            return version / MAJOR + "." + version / MINOR % MINOR + "." + version % MINOR;
        }
    }

    /** What NCCL needs of rank 0, by the launcher's own way. */
    private static byte[] id(Launch launch, Duration timeout) {
        if (launch.kind() == Launch.Kind.RENDEZVOUS) {
            return Rendezvous.of(System.getenv(), timeout)
                    .share(launch.rank(), launch.size(), NcclAbi.ID_BYTES, NcclCollective::newId);
        }
        try (MpiCollective mpi = MpiCollective.open(launch, timeout);
                TensorScope scope = TensorScope.open()) {
            Tensor id = Tensor.empty(DType.UINT8, Device.CPU, NcclAbi.ID_BYTES);
            if (launch.rank() == 0) {
                id.segment().copyFrom(MemorySegment.ofArray(NcclCollective.newId()));
            }
            mpi.broadcast(id, 0).await();
            byte[] bytes = id.segment().toArray(ValueLayout.JAVA_BYTE);
            mpi.finish();
            return bytes;
        }
    }

    /** {@return the device of a rank: the one of its number on its machine, where ranks have a GPU each} */
    public static Device deviceOf(Launch launch, Device named) {
        return named.isHost() || launch.kind() == Launch.Kind.ALONE ? named : Device.cuda(launch.localRank());
    }
}
