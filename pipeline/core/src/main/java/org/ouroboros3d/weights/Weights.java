package org.ouroboros3d.weights;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The tensors of a state dict as a model's constructor takes them, key by key with the shape that it expects.
 *
 * <p>A model is built in two steps: its constructor takes every key and says what the tensor is for, see {@link Role}, then the builder calls
 * {@link #requireAllUsed()} once. A key that is missing or has another shape does not stop the constructor: it receives
 * a tensor of NaNs of the right shape, which takes no memory and can never pass for a result, and the fault is listed
 * by {@code requireAllUsed} together with all others and with the keys that nobody took.
 *
 * <p>Views made by {@link #at} share one list of faults. Not thread-safe: a model is built by one thread.
 */
public final class Weights {
    private final WeightLedger ledger;
    private final String prefix;
    private final Role role;
    private final boolean passesColors;

    private Weights(WeightLedger ledger) {
        this(ledger, "", Role.NONE, false);
    }

    private Weights(WeightLedger ledger, String prefix, Role role, boolean passesColors) {
        this.ledger = ledger;
        this.prefix = prefix;
        this.role = role;
        this.passesColors = passesColors;
    }

    /**
     * Weights that are tensors already; they stay with their scope.
     *
     * @param tensors by key; none are needed to let a model list the keys that it {@linkplain #asked() asks for}
     * @param source what messages call them
     */
    public static Weights of(Map<String, Tensor> tensors, String source) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        tensors.forEach((key, tensor) -> shapes.put(key, tensor.shape()));
        return new Weights(new WeightLedger(source, shapes, (key, role) -> tensors.get(key), null));
    }

    /**
     * Weights of a file, loaded one by one as they are taken.
     *
     * @param precision the type that floating-point tensors are converted to; other tensors keep theirs
     * @param device where the tensors go
     * @param owner the scope that holds them: the model's, usually detached
     */
    public static Weights load(Checkpoint checkpoint, DType precision, Device device, TensorScope owner) {
        return load(checkpoint, role -> true, new WeightPlacement(role -> precision, device), owner);
    }

    /**
     * As the other, for a part of the tensors.
     *
     * @param wanted says by role which tensors are loaded. The others are NaNs of their shapes, which take no memory, for
     *     the layers of a model that are not going to be used
     */
    public static Weights load(
            Checkpoint checkpoint, Predicate<Role> wanted, WeightPlacement placement, TensorScope owner) {
        Objects.requireNonNull(owner, "owner");
        Map<String, TensorData> tensors = checkpoint.tensors();
        WeightLedger.Loader loader = (key, role) ->
                wanted.test(role) ? loaded(checkpoint, key, role, placement) : WeightLedger.nans(shape(tensors, key));
        return new Weights(new WeightLedger(checkpoint.source(), shapes(tensors), loader, owner));
    }

    /**
     * The weights of a file by their shapes alone: what is taken is NaNs, and nothing is read. It shows whether a model and
     * a file {@linkplain #requireAllUsed() fit}, and {@linkplain #asked() what} would be loaded, before anything is.
     */
    public static Weights shapes(Checkpoint checkpoint) {
        Map<String, TensorData> tensors = checkpoint.tensors();
        WeightLedger.Loader loader = (key, role) -> WeightLedger.nans(shape(tensors, key));
        return new Weights(new WeightLedger(checkpoint.source(), shapes(tensors), loader, null));
    }

    private static Tensor loaded(Checkpoint checkpoint, String key, Role role, WeightPlacement placement) {
        Tensor tensor = placement.load(checkpoint.tensors().get(key), role);
        // A dry run has no values to look at.
        if (!DryRun.isActive() && tensor.dtype().isFloatingPoint() && tensor.numel() > 0 && !isFinite(tensor)) {
            throw new WeightsException(
                    checkpoint.source(),
                    key,
                    "it holds values that are not finite: its training has diverged, or its type is too narrow");
        }
        return tensor;
    }

    /** Both extremes are NaN where any element is. */
    private static boolean isFinite(Tensor tensor) {
        try (TensorScope scope = TensorScope.open()) {
            float[] extremes = {
                Reductions.min(tensor).to(DType.FLOAT32).toFloatArray()[0],
                Reductions.max(tensor).to(DType.FLOAT32).toFloatArray()[0]
            };
            return Float.isFinite(extremes[0]) && Float.isFinite(extremes[1]);
        }
    }

    private static Map<String, long[]> shapes(Map<String, TensorData> tensors) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        tensors.forEach((key, tensor) -> shapes.put(key, tensor.shape()));
        return shapes;
    }

    private static long[] shape(Map<String, TensorData> tensors, String key) {
        return tensors.get(key).shape();
    }

    /** {@return the weights whose keys begin with {@code name} and a dot, seen without this beginning} */
    public Weights at(String name) {
        return new Weights(ledger, prefix + name + ".", role, passesColors);
    }

    /** {@return this view of layers that are needed together} */
    public Weights group(Role.Group group) {
        return new Weights(ledger, prefix, role.in(group), passesColors);
    }

    /** {@return this view of layers that compute in float32 whatever their network computes in} */
    public Weights exact() {
        return new Weights(ledger, prefix, role.inFloat32(), passesColors);
    }

    /** {@return this view of an autoencoder, which colors pass before it is trained} */
    public Weights passingColors() {
        return new Weights(ledger, prefix, role, true);
    }

    /** {@return this view of layers that training begins with other numbers} */
    public Weights start(Role.Start start) {
        return start.passesColors() && !passesColors
                ? this
                : new Weights(ledger, prefix, role.from(start), passesColors);
    }

    /** Takes a matrix or a convolution's kernel, as {@link #get} does. */
    public Tensor kernel(String key, long... expectedShape) {
        return take(Role.Kind.KERNEL, key, expectedShape);
    }

    /** Takes what is added to the results of a kernel, as {@link #get} does. */
    public Tensor bias(String key, long... expectedShape) {
        return take(Role.Kind.BIAS, key, expectedShape);
    }

    /** Takes a normalization's factors, as {@link #get} does. */
    public Tensor scale(String key, long... expectedShape) {
        return take(Role.Kind.SCALE, key, expectedShape);
    }

    /** Takes what a normalization adds, as {@link #get} does. */
    public Tensor shift(String key, long... expectedShape) {
        return take(Role.Kind.SHIFT, key, expectedShape);
    }

    /** Takes learned tokens, or what is added to tokens, as {@link #get} does. */
    public Tensor embedding(String key, long... expectedShape) {
        return take(Role.Kind.EMBEDDING, key, expectedShape);
    }

    /** Takes the share of a branch, as {@link #get} does. */
    public Tensor mix(String key, long... expectedShape) {
        return take(Role.Kind.MIX, key, expectedShape);
    }

    private Tensor take(Role.Kind kind, String key, long... expectedShape) {
        return ledger.take(prefix + key, role.as(kind), expectedShape);
    }

    /**
     * Takes a tensor of which nothing is said.
     *
     * @param key after this view's prefix
     * @param expectedShape the exact shape; none for a scalar
     * @return the tensor, or NaNs of the expected shape when {@link #requireAllUsed()} is going to throw
     */
    public Tensor get(String key, long... expectedShape) {
        return take(Role.Kind.OTHER, key, expectedShape);
    }

    /**
     * Takes a tensor that a checkpoint may lack.
     *
     * @param key after this view's prefix
     * @param expectedShape the exact shape, when it is there
     */
    public Optional<Tensor> find(String key, long... expectedShape) {
        return has(key) ? Optional.of(get(key, expectedShape)) : Optional.empty();
    }

    /** {@return whether the checkpoint has {@code key} after this view's prefix} */
    public boolean has(String key) {
        return ledger.has(prefix + key);
    }

    /** Declares that a checkpoint may have {@code key} and that the model does without it. */
    public void ignore(String key) {
        ledger.ignore(prefix + key);
    }

    /** {@return every full key that was taken, and the shape expected, in order of the calls} */
    public Map<String, long[]> asked() {
        return ledger.asked();
    }

    /**
     * {@return what was said of a tensor that was taken}
     *
     * @param key in full
     * @throws IllegalArgumentException if it was not taken
     */
    public Role role(String key) {
        return ledger.role(key);
    }

    /**
     * Checks that what was taken from this view is exactly what the checkpoint has there.
     *
     * @throws WeightsException that lists every missing, misshapen and unexpected key under this view's prefix
     */
    public void requireAllUsed() {
        ledger.requireAllUsed(prefix);
    }
}
