package org.ouroboros3d.load;

import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.tensor.Device;

/**
 * How many generations may share a loop with the memory that a device has free when the loop begins. At least one may,
 * and nothing is limited where nobody knows how much is free.
 *
 * <p>LibTorch keeps what a CUDA device once gave it, for its own later use. That counts as taken, and LibTorch's stable ABI
 * does not tell how much it is. So a batch that is to take no more than an earlier one took is let through on such a
 * device, whatever is free. The host's memory goes back to the system.
 *
 * <p>For one thread.
 */
public final class BatchLimit {
    private static final System.Logger LOG = System.getLogger(BatchLimit.class.getName());

    private final Device device;
    private final FreeMemory memory;
    private final MemoryPlan plan;
    private final int decodeChunk;
    private long served;

    /**
     * Before any batch.
     *
     * @param plan of the model, which is loaded
     * @param decodeChunk frames that are decoded together, at most
     */
    BatchLimit(Device device, FreeMemory memory, MemoryPlan plan, int decodeChunk) {
        this.device = device;
        this.memory = memory;
        this.plan = plan;
        this.decodeChunk = decodeChunk;
    }

    /**
     * {@return how many generations with some options may run together now}
     *
     * @param most at least 1
     */
    public int objects(GenerationOptions options, int most) {
        if (most == 1) {
            return 1;
        }
        OptionalLong free = memory.bytes(device);
        if (free.isEmpty()) {
            return most;
        }
        long room = Math.max(free.getAsLong(), device.isHost() ? 0 : served);
        int objects = most;
        while (objects > 1 && bytes(options, objects) > room) {
            objects--;
        }
        if (objects < most) {
            LOG.log(Level.DEBUG, "{0} of {1} generations fit into {2} bytes of {3}", objects, most, room, device);
        }
        return objects;
    }

    /** Remembers a batch that has run to its end. */
    public void served(GenerationOptions options, int objects) {
        served = Math.max(served, bytes(options, objects));
    }

    private long bytes(GenerationOptions options, int objects) {
        return plan.besideLoaded(RunSize.of(options, objects), decodeChunk);
    }
}
