package org.ouroboros3d.bench;

import java.util.Locale;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.collective.CollectiveException;
import org.ouroboros3d.collective.Transfer;
import org.ouroboros3d.tensor.Tensor;

/**
 * Ranks whose operations are recorded: on one track of a {@link Trace} from the start of each to its end, on the first one
 * where the calling thread waits for it. On CUDA devices operations are only enqueued, so that nothing of them is seen.
 */
final class RecordedCollective implements Collective {
    private static final int TRANSFERS = 1;
    private static final double MEGA = 1e6;

    private final Collective ranks;
    private final Trace trace;

    /** @param ranks closed with this */
    RecordedCollective(Collective ranks, Trace trace) {
        this.ranks = ranks;
        this.trace = trace;
    }

    private Transfer recorded(String what, Tensor moved, Transfer transfer) {
        long began = System.nanoTime();
        String name = String.format(
                Locale.ROOT, "%s, %.1f MB", what, moved.numel() * moved.dtype().byteSize() / MEGA);
        Thread watch = Thread.startVirtualThread(() -> {
            try {
                transfer.await();
            } catch (CollectiveException e) {
                return; // whoever waits for the transfer is told
            }
            trace.add(TRANSFERS, "transfer", name, began, System.nanoTime());
        });
        return () -> {
            long waiting = System.nanoTime();
            transfer.await();
            trace.add(0, "wait", "waiting", waiting, System.nanoTime());
            join(watch);
        };
    }

    /** What ends the transfer ends the watch. */
    private static void join(Thread watch) {
        try {
            watch.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int rank() {
        return ranks.rank();
    }

    @Override
    public int size() {
        return ranks.size();
    }

    @Override
    public Transfer allReduce(Tensor x) {
        return recorded("sum", x, ranks.allReduce(x));
    }

    @Override
    public Transfer reduceScatter(Tensor all, long[] parts, Tensor own) {
        return recorded("sum of parts", all, ranks.reduceScatter(all, parts, own));
    }

    @Override
    public Transfer allGather(Tensor own, long[] parts, Tensor all) {
        return recorded("gathering", all, ranks.allGather(own, parts, all));
    }

    @Override
    public Transfer broadcast(Tensor x, int root) {
        return recorded("broadcast", x, ranks.broadcast(x, root));
    }

    @Override
    public void barrier() {
        ranks.barrier();
    }

    @Override
    public void finish() {
        ranks.finish();
    }

    @Override
    public void close() {
        ranks.close();
    }
}
