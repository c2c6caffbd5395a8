package org.ouroboros3d.train.parallel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.collective.Transfer;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.GradientProgress;
import org.ouroboros3d.ops.Optimization;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Adds the gradients of all ranks, in buckets of about 25 MB, each as soon as its gradients are complete and while the
 * backward pass goes on. What a bucket holds follows from the order of the backward pass, which is the same on all ranks; a
 * sum is that of the ranks' elements whatever the bucket.
 */
final class GradientExchange implements AutoCloseable {
    /** As in PyTorch's DistributedDataParallel. */
    private static final long BUCKET_BYTES = 25L << 20;
    /** Buckets whose sums are not taken in yet; bounds the memory. */
    private static final int MOST_UNDER_WAY = 4;

    private final Collective ranks;
    private final List<Tensor> leaves;
    private final IdentityHashMap<Tensor, Integer> places = new IdentityHashMap<>();
    private final Ownership ownership;
    private final Zero zero;
    private final DType wire;
    private final boolean[] sent;
    private final List<Integer> pending = new ArrayList<>();
    private long pendingBytes;
    private final Deque<Bucket> underWay = new ArrayDeque<>();
    private final TensorScope owned = TensorScope.detached();
    /** Of gradients that are shared out: the sums that this rank is responsible for. */
    private final Map<Integer, Tensor> sums = new HashMap<>();

    private long bytes;
    private long waitedNanos;

    /**
     * Gradients on their way.
     *
     * @param order places of their parameters
     * @param sum where they lie
     * @param memory holds it
     */
    private record Bucket(List<Integer> order, Tensor sum, TensorScope memory, Transfer transfer) {}

    GradientExchange(Collective ranks, List<Tensor> leaves, Ownership ownership, Zero zero, DType wire) {
        this.ranks = ranks;
        this.leaves = leaves;
        this.ownership = ownership;
        this.zero = zero;
        this.wire = wire;
        this.sent = new boolean[leaves.size()];
        for (int i = 0; i < leaves.size(); i++) {
            places.put(leaves.get(i), i);
        }
    }

    /** Sends gradients as they are completed on this thread, until what this returns is closed. */
    GradientProgress watch() {
        return GradientProgress.watch(leaves, complete -> complete.forEach(leaf -> add(places.get(leaf))));
    }

    private void add(int place) {
        Tensor leaf = leaves.get(place);
        try (TensorScope scope = TensorScope.open()) {
            if (sent[place] || Autograd.collected(leaf).isEmpty()) {
                return;
            }
        }
        sent[place] = true;
        pending.add(place);
        pendingBytes += leaf.numel() * wire.byteSize();
        if (pendingBytes >= BUCKET_BYTES) {
            send();
        }
    }

    private void send() {
        if (pending.isEmpty()) {
            return;
        }
        if (underWay.size() == MOST_UNDER_WAY) {
            takeIn(underWay.removeFirst());
        }
        List<Integer> order = zero == Zero.NONE ? List.copyOf(pending) : ownership.sorted(pending);
        pending.clear();
        pendingBytes = 0;
        TensorScope memory = TensorScope.detached();
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            Tensor all = memory.adopt(Shapes.flatten(gradients(order)).to(wire));
            bytes += all.numel() * wire.byteSize();
            underWay.addLast(zero == Zero.NONE ? summed(order, all, memory) : sharedOut(order, all, memory));
        }
    }

    private List<Tensor> gradients(List<Integer> order) {
        return order.stream()
                .map(leaves::get)
                .map(leaf -> zero == Zero.GRADIENTS ? Autograd.take(leaf) : Autograd.collected(leaf))
                .map(Optional::orElseThrow)
                .toList();
    }

    private Bucket summed(List<Integer> order, Tensor all, TensorScope memory) {
        return new Bucket(order, all, memory, ranks.allReduce(all));
    }

    private Bucket sharedOut(List<Integer> order, Tensor all, TensorScope memory) {
        long[] parts = ownership.parts(order, leaves);
        Tensor own = memory.adopt(Tensor.empty(wire, all.device(), parts[ranks.rank()]));
        Transfer transfer = ranks.reduceScatter(all, parts, own);
        return new Bucket(order.stream().filter(this::isOwn).toList(), own, memory, transfer);
    }

    private boolean isOwn(int place) {
        return ownership.of(place) == ranks.rank();
    }

    private void takeIn(Bucket bucket) {
        long began = System.nanoTime();
        bucket.transfer().await();
        waitedNanos += System.nanoTime() - began;
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            Packed.forEach(bucket.sum(), bucket.order(), leaves, (sum, place) -> {
                if (zero == Zero.GRADIENTS) {
                    keep(sum, place);
                } else {
                    Shapes.copyInto(Autograd.gradient(leaves.get(place)), sum);
                }
            });
        } finally {
            bucket.memory().close();
        }
    }

    private void keep(Tensor sum, int place) {
        Tensor before = sums.get(place);
        if (before == null) {
            // Not a view: the bucket goes.
            sums.put(place, owned.adopt(Shapes.clone(sum.to(DType.FLOAT32))));
        } else {
            Arithmetic.addInPlace(before, sum.to(DType.FLOAT32));
        }
    }

    /** Sends what is left after the backward pass, and waits for all sums. */
    void finish() {
        for (int place = 0; place < leaves.size(); place++) {
            add(place);
        }
        send();
        while (!underWay.isEmpty()) {
            takeIn(underWay.removeFirst());
        }
        if (zero == Zero.OPTIMIZER) {
            zeroOthers();
        }
        Arrays.fill(sent, false);
    }

    /** What other ranks are responsible for must not be added to in the next step. */
    private void zeroOthers() {
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            List<Tensor> others = new ArrayList<>();
            for (int place = 0; place < leaves.size(); place++) {
                if (!isOwn(place)) {
                    Autograd.collected(leaves.get(place)).ifPresent(others::add);
                }
            }
            if (!others.isEmpty()) {
                Optimization.zero(others);
            }
        }
    }

    /** {@return the sum of a parameter's gradients, empty where no loss reached it} */
    Optional<Tensor> sum(int place) {
        return zero == Zero.GRADIENTS ? Optional.ofNullable(sums.get(place)) : Autograd.collected(leaves.get(place));
    }

    /** Forgets sums that are shared out, after a step was taken with them. */
    void forget() {
        sums.values().forEach(Tensor::close);
        sums.clear();
    }

    /** {@return bytes of gradients that this rank has sent so far} */
    long bytes() {
        return bytes;
    }

    /** {@return how long the backward passes' thread has waited for sums so far} */
    long waitedNanos() {
        return waitedNanos;
    }

    /** Frees what is held. Transfers that are under way keep theirs, since they go on. */
    @Override
    public void close() {
        owned.close();
    }
}
