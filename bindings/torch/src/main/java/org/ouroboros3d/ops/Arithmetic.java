package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.AddViaSubtract;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/**
 * Element by element. Shapes broadcast and dtypes promote as in ATen; a {@code double} operand is a 0-dimensional host
 * tensor, which takes the other operand's dtype when that is a floating-point one.
 */
public final class Arithmetic {
    private static final Operator MUL = Operator.of("aten::mul", "Tensor");
    private static final Operator DIV = Operator.of("aten::div", "Tensor");
    private static final Operator NEG = Operator.of("aten::neg", "");
    private static final Operator EXP = Operator.of("aten::exp", "");
    private static final Operator LOG = Operator.of("aten::log", "");
    private static final Operator SQRT = Operator.of("aten::sqrt", "");
    private static final Operator SIN = Operator.of("aten::sin", "");
    private static final Operator COS = Operator.of("aten::cos", "");
    private static final Operator ABS = Operator.of("aten::abs", "");
    private static final Operator SQUARE = Operator.of("aten::square", "");
    private static final Operator CLAMP = Operator.of("aten::clamp", "Tensor");
    private static final Operator MAXIMUM = Operator.of("aten::maximum", "");
    private static final Operator MINIMUM = Operator.of("aten::minimum", "");
    private static final Operator POW = Operator.of("aten::pow", "Tensor_Tensor");
    private static final Operator LERP = Operator.of("aten::lerp", "Tensor");
    private static final Operator COPY = Operator.of("aten::copy_", "");

    private Arithmetic() {}

    /** {@return {@code a + b}} */
    public static Tensor add(Tensor a, Tensor b) {
        return AddViaSubtract.add(a, b, 1);
    }

    /** {@return {@code a + b}} */
    public static Tensor add(Tensor a, double b) {
        try (Tensor scalar = constant(b)) {
            return AddViaSubtract.add(a, scalar, 1);
        }
    }

    /** {@return {@code a - b}} */
    public static Tensor sub(Tensor a, Tensor b) {
        return AddViaSubtract.add(a, b, -1);
    }

    /** {@return {@code a - b}} */
    public static Tensor sub(Tensor a, double b) {
        return add(a, -b);
    }

    /** {@return {@code a + alpha · b}} */
    public static Tensor addScaled(Tensor a, Tensor b, double alpha) {
        return AddViaSubtract.add(a, b, alpha);
    }

    /**
     * Replaces the elements of {@code a} by {@code a + b}; every tensor that shares them sees it.
     *
     * @return {@code a}
     */
    public static Tensor addInPlace(Tensor a, Tensor b) {
        try (Tensor sum = AddViaSubtract.add(a, b, 1)) {
            COPY.begin().tensor(a).tensor(sum).flag(false).call().close();
        }
        return a;
    }

    /** {@return {@code a · b}} */
    public static Tensor mul(Tensor a, Tensor b) {
        return MUL.begin().tensor(a).tensor(b).call();
    }

    /** {@return {@code a · b}} */
    public static Tensor mul(Tensor a, double b) {
        try (Tensor scalar = constant(b)) {
            return mul(a, scalar);
        }
    }

    /** {@return {@code a / b}} */
    public static Tensor div(Tensor a, Tensor b) {
        return DIV.begin().tensor(a).tensor(b).call();
    }

    /** {@return {@code a / b}} */
    public static Tensor div(Tensor a, double b) {
        try (Tensor scalar = constant(b)) {
            return div(a, scalar);
        }
    }

    /** {@return {@code -x}} */
    public static Tensor neg(Tensor x) {
        return NEG.begin().tensor(x).call();
    }

    /** {@return eˣ} */
    public static Tensor exp(Tensor x) {
        return EXP.begin().tensor(x).call();
    }

    /** {@return the natural logarithm} */
    public static Tensor log(Tensor x) {
        return LOG.begin().tensor(x).call();
    }

    /** {@return the square root} */
    public static Tensor sqrt(Tensor x) {
        return SQRT.begin().tensor(x).call();
    }

    /** {@return the sine of radians} */
    public static Tensor sin(Tensor x) {
        return SIN.begin().tensor(x).call();
    }

    /** {@return the cosine of radians} */
    public static Tensor cos(Tensor x) {
        return COS.begin().tensor(x).call();
    }

    /** {@return the absolute value} */
    public static Tensor abs(Tensor x) {
        return ABS.begin().tensor(x).call();
    }

    /** {@return x²} */
    public static Tensor square(Tensor x) {
        return SQUARE.begin().tensor(x).call();
    }

    /** {@return x limited to [min, max]; an infinite limit is none, and without any x itself is returned} */
    public static Tensor clamp(Tensor x, double min, double max) {
        try (Tensor low = limit(x, min);
                Tensor high = limit(x, max)) {
            return low == null && high == null
                    ? x.sameElements()
                    : CLAMP.begin()
                            .tensor(x)
                            .optionalTensor(low)
                            .optionalTensor(high)
                            .call();
        }
    }

    /** No limit is null: an infinity would not survive the conversion to an integer dtype. */
    private static Tensor limit(Tensor x, double value) {
        return Double.isInfinite(value) ? null : Creation.scalar(value, x.dtype(), x.device());
    }

    /** {@return the larger of a and b} */
    public static Tensor maximum(Tensor a, Tensor b) {
        return MAXIMUM.begin().tensor(a).tensor(b).call();
    }

    /** {@return the smaller of a and b} */
    public static Tensor minimum(Tensor a, Tensor b) {
        return MINIMUM.begin().tensor(a).tensor(b).call();
    }

    /** {@return x to the power of {@code exponent}} */
    public static Tensor pow(Tensor x, double exponent) {
        try (Tensor scalar = constant(exponent)) {
            return POW.begin().tensor(x).tensor(scalar).call();
        }
    }

    /** {@return {@code a + weight · (b - a)}, in one pass; all three have one dtype} */
    public static Tensor lerp(Tensor a, Tensor b, Tensor weight) {
        return LERP.begin().tensor(a).tensor(b).tensor(weight).call();
    }

    /** A double keeps its precision against float64 and does not promote float32, since it has no dimension. */
    static Tensor constant(double value) {
        return Tensor.scalar(value);
    }
}
