package org.ouroboros3d.train.parallel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.collective.SingleProcess;
import org.ouroboros3d.ops.GradientProgress;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.AdamW;
import org.ouroboros3d.train.GradientNorm;
import org.ouroboros3d.train.Parameters;

/**
 * A stage's parameters on all ranks, which have the same values before and after every step. Each rank differentiates the
 * mean loss of its rows of a batch; here their gradients become those of the sum of all, and what ranks share out is put
 * together again.
 */
public final class DataParallel implements AutoCloseable {
    /** Bytes of parameters that are copied from their ranks at once. */
    private static final long GROUP_BYTES = 25L << 20;

    private final Collective ranks;
    private final Zero zero;
    private final Parameters parameters;
    private final List<Tensor> leaves;
    private final Ownership ownership;
    private final GradientExchange exchange;

    /**
     * Gradients for a step of this rank's optimizer.
     *
     * @param gradients in the order of {@link #optimized}; empty where no loss reached a parameter
     * @param length of all gradients of all parameters together
     */
    public record Reduced(List<Optional<Tensor>> gradients, double length) {}

    /**
     * Starts with parameters that all ranks have.
     *
     * @param ranks which this does not close
     * @param zero what they share out
     * @param wire element type of gradients on their way
     */
    public DataParallel(Collective ranks, Zero zero, DType wire, Parameters parameters) {
        this.ranks = ranks;
        this.zero = ranks.size() == 1 ? Zero.NONE : zero;
        this.parameters = parameters;
        this.leaves = parameters.tensors();
        this.ownership = new Ownership(leaves, ranks.size());
        this.exchange = new GradientExchange(ranks, leaves, ownership, this.zero, wire);
        if (this.zero != Zero.NONE && leaves.size() < ranks.size()) {
            throw new IllegalArgumentException(leaves.size() + " parameters cannot be shared out among " + ranks.size()
                    + " ranks; set zero to 0 or start fewer ranks");
        }
    }

    /** {@return training in this process alone} */
    public static DataParallel alone(Parameters parameters) {
        return new DataParallel(new SingleProcess(), Zero.NONE, DType.FLOAT32, parameters);
    }

    /** {@return the ranks} */
    public Collective ranks() {
        return ranks;
    }

    /** {@return the parameters that this rank's optimizer moves: all, or its share} */
    public Parameters optimized() {
        if (zero == Zero.NONE) {
            return parameters;
        }
        Map<String, Tensor> own = new LinkedHashMap<>();
        int place = 0;
        for (Map.Entry<String, Tensor> entry : parameters.byName().entrySet()) {
            if (isOwn(place++)) {
                own.put(entry.getKey(), entry.getValue());
            }
        }
        return new Parameters(own);
    }

    private boolean isOwn(int place) {
        return ownership.of(place) == ranks.rank();
    }

    /** A backward pass; closed on the thread that it runs on. */
    public final class Pass implements AutoCloseable {
        private final GradientProgress progress;
        private final boolean sends;

        private Pass(boolean last) {
            sends = ranks.size() > 1 && (last || zero == Zero.GRADIENTS);
            progress = sends ? exchange.watch() : null;
        }

        /** The pass is over: waits for the sums of its gradients, if they are sent after this pass. */
        public void finish() {
            if (sends) {
                exchange.finish();
            }
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }

    /**
     * {@return a backward pass that begins}
     *
     * @param last of the step: gradients of earlier ones are added up here first, unless they are shared out
     */
    public Pass pass(boolean last) {
        return new Pass(last);
    }

    /** {@return the sums of all ranks' gradients, in the innermost scope} */
    public Reduced reduced() {
        List<Optional<Tensor>> gradients = new ArrayList<>();
        double[] squares = new double[leaves.size()];
        for (int place = 0; place < leaves.size(); place++) {
            if (zero != Zero.NONE && !isOwn(place)) {
                continue;
            }
            Optional<Tensor> sum = exchange.sum(place);
            gradients.add(sum);
            if (ranks.size() > 1 && isOwn(place) && sum.isPresent()) {
                squares[place] = GradientNorm.squared(sum.get());
            }
        }
        double length = ranks.size() == 1
                ? GradientNorm.of(gradients.stream().flatMap(Optional::stream).toList())
                : length(squares);
        return new Reduced(gradients, length);
    }

    /** Each rank has squared its share; in the order of the parameters, so that it does not matter who did. */
    private double length(double... squares) {
        double sum = 0;
        for (double square : sum(squares)) {
            sum += square;
        }
        return Math.sqrt(sum);
    }

    /** {@return the sums of all ranks' numbers} */
    public double[] sum(double... values) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor all = Tensor.of(values, values.length).to(device());
            ranks.allReduce(all).await();
            return all.toDoubleArray();
        }
    }

    private Device device() {
        return leaves.getFirst().device();
    }

    /** Gives every rank the parameters that others have moved. */
    public void publish() {
        if (zero == Zero.NONE) {
            return;
        }
        exchange.forget();
        try (GradMode off = GradMode.disabled()) {
            List<Integer> group = new ArrayList<>();
            long bytes = 0;
            for (int place = 0; place < leaves.size(); place++) {
                group.add(place);
                bytes += leaves.get(place).numel() * Float.BYTES;
                if (bytes >= GROUP_BYTES || place == leaves.size() - 1) {
                    publish(ownership.sorted(group));
                    group.clear();
                    bytes = 0;
                }
            }
        }
    }

    private void publish(List<Integer> order) {
        try (TensorScope scope = TensorScope.open()) {
            long[] parts = ownership.parts(order, leaves);
            List<Tensor> moved = order.stream()
                    .filter(this::isOwn)
                    .map(leaves::get)
                    .map(Tensor::detach)
                    .toList();
            Tensor own = moved.isEmpty() ? Tensor.empty(DType.FLOAT32, device(), 0) : Shapes.flatten(moved);
            long elements = 0;
            for (long part : parts) {
                elements += part;
            }
            Tensor all = Tensor.empty(DType.FLOAT32, device(), elements);
            ranks.allGather(own, parts, all).await();
            Packed.forEach(all, order, leaves, (values, place) -> {
                if (!isOwn(place)) {
                    Shapes.copyInto(leaves.get(place), values);
                }
            });
        }
    }

    /** Sets all gradients to zero, before a step is taken again. */
    public void dropGradients() {
        exchange.forget();
        parameters.zeroGradients();
    }

    /**
     * {@return the whole optimizer's state on rank 0, on the host and in the innermost scope where it is shared out; nothing on
     * other ranks} All ranks have to call it.
     *
     * @param optimizer of {@link #optimized}
     */
    public Map<String, Tensor> gathered(AdamW optimizer) {
        if (zero == Zero.NONE) {
            return ranks.rank() == 0 ? optimizer.state() : Map.of();
        }
        Map<String, Tensor> own = optimizer.state();
        Map<String, Tensor> all = new LinkedHashMap<>();
        forEachState((name, shape, owner) -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor copy = own.containsKey(name)
                        ? Shapes.clone(own.get(name))
                        : Tensor.empty(DType.FLOAT32, device(), shape);
                ranks.broadcast(copy, owner).await();
                if (ranks.rank() == 0) {
                    all.put(name, scope.moveToOuter(copy.to(Device.CPU)));
                }
            }
        });
        return all;
    }

    /**
     * Gives every rank's optimizer its share of a whole state that rank 0 has, and every rank the parameters of rank 0.
     *
     * @param saved the state by the names of {@link AdamW#state}; of no account on other ranks
     */
    public void restore(AdamW optimizer, Map<String, Tensor> saved) {
        for (Tensor leaf : leaves) {
            try (TensorScope scope = TensorScope.open()) {
                ranks.broadcast(leaf.detach(), 0).await();
            }
        }
        Map<String, Tensor> own = optimizer.state();
        forEachState((name, shape, owner) -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor copy = ranks.rank() == 0
                        ? Shapes.clone(saved.get(name).to(device()))
                        : Tensor.empty(DType.FLOAT32, device(), shape);
                ranks.broadcast(copy, 0).await();
                if (own.containsKey(name)) {
                    Shapes.copyInto(own.get(name), copy);
                }
            }
        });
    }

    /** Visits the states of all parameters. */
    @FunctionalInterface
    private interface StateVisitor {
        void visit(String name, long[] shape, int owner);
    }

    private void forEachState(StateVisitor visitor) {
        int place = 0;
        for (Map.Entry<String, Tensor> entry : parameters.byName().entrySet()) {
            int owner = ownership.of(place++);
            long[] shape = entry.getValue().shape();
            List<String> names = AdamW.stateNames(entry.getKey());
            for (String name : names) {
                // The last is a count.
                visitor.visit(name, name.equals(names.getLast()) ? new long[0] : shape, owner);
            }
        }
    }

    /** {@return bytes of gradients that this rank has sent so far} */
    public long bytesSent() {
        return exchange.bytes();
    }

    /** {@return seconds that backward passes have waited for sums so far} */
    public double secondsWaited() {
        return exchange.waitedNanos() * 1e-9;
    }

    /** Frees what is held of gradients. */
    @Override
    public void close() {
        exchange.close();
    }
}
