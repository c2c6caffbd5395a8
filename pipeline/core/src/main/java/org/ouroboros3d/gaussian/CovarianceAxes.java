package org.ouroboros3d.gaussian;

/**
 * The axes of the covariance that the rasterizer makes of a scale vector s and a quaternion q of any length: Σ = M Mᵀ
 * with M = R(q) diag(s), where R is the usual polynomial of q, a rotation only if |q| = 1. One-sided Jacobi turns M into
 * U diag(σ) Vᵀ, hence Σ = U diag(σ²) Uᵀ: the same Gaussian with a true rotation U and scales σ. The method (Demmel and
 * Veselić 1992) keeps the small σ accurate, which an eigendecomposition of Σ would not.
 */
public final class CovarianceAxes {
    /** Numbers that {@link #write} writes: three scales and four quaternion components. */
    public static final int COMPONENTS = 7;

    /** A squared length may differ from 1 by this much in a quaternion that counts as normalized. */
    public static final double UNIT = 1e-6;

    private static final int MAX_SWEEPS = 30;
    private static final double CONVERGED = 1e-15;

    /** Columns of M, turned into columns of U diag(σ). */
    private final double[][] columns = new double[3][3];

    private final double[] scales = new double[3];

    public CovarianceAxes(double sx, double sy, double sz, double w, double x, double y, double z) {
        double[][] r = {
            {1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
            {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
            {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}
        };
        double[] s = {sx, sy, sz};
        for (int j = 0; j < 3; j++) {
            for (int i = 0; i < 3; i++) {
                columns[j][i] = r[i][j] * s[j];
            }
        }
        for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
            boolean rotated = rotate(0, 1);
            rotated |= rotate(0, 2);
            rotated |= rotate(1, 2);
            if (!rotated) {
                break;
            }
        }
        for (int j = 0; j < 3; j++) {
            scales[j] = Math.sqrt(dot(columns[j], columns[j]));
        }
        orthonormalise();
    }

    /**
     * Writes scales and a unit quaternion (w, x, y, z) of a Gaussian's covariance; those of the cloud where its quaternion
     * counts as normalised.
     *
     * @param i index of the Gaussian
     * @param axes {@value #COMPONENTS} numbers, to be changed
     * @return whether they differ from those of the cloud
     */
    public static boolean write(GaussianCloud cloud, int i, float[] axes) {
        System.arraycopy(cloud.scales(), 3 * i, axes, 0, 3);
        System.arraycopy(cloud.quats(), 4 * i, axes, 3, 4);
        double length = 0;
        for (int k = 3; k < COMPONENTS; k++) {
            length += (double) axes[k] * axes[k];
        }
        if (Math.abs(length - 1) <= UNIT) {
            return false;
        }
        CovarianceAxes baked = new CovarianceAxes(axes[0], axes[1], axes[2], axes[3], axes[4], axes[5], axes[6]);
        double[] quaternion = baked.quaternion();
        for (int k = 0; k < 3; k++) {
            axes[k] = (float) baked.scale(k);
        }
        for (int k = 0; k < 4; k++) {
            axes[3 + k] = (float) quaternion[k];
        }
        return true;
    }

    /** {@return standard deviation along axis {@code j}} */
    public double scale(int j) {
        return scales[j];
    }

    /** Makes columns p and q orthogonal by rotating them in their plane; false when they already are. */
    private boolean rotate(int p, int q) {
        double[] a = columns[p];
        double[] b = columns[q];
        double aa = dot(a, a);
        double bb = dot(b, b);
        double ab = dot(a, b);
        if (Math.abs(ab) <= CONVERGED * Math.sqrt(aa * bb)) {
            return false;
        }
        double zeta = (bb - aa) / (2 * ab);
        double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        double c = 1 / Math.sqrt(1 + t * t);
        double s = c * t;
        for (int i = 0; i < 3; i++) {
            double old = a[i];
            a[i] = c * old - s * b[i];
            b[i] = s * old + c * b[i];
        }
        return true;
    }

    /** Turns the columns into a right-handed rotation; columns of length zero become whatever completes it. */
    private void orthonormalise() {
        int longest = 0;
        for (int j = 1; j < 3; j++) {
            longest = scales[j] > scales[longest] ? j : longest;
        }
        int next = (longest + 1) % 3;
        int last = (longest + 2) % 3;
        if (scales[last] > scales[next]) {
            int swap = next;
            next = last;
            last = swap;
        }
        if (scales[longest] == 0) {
            columns[longest] = axis(longest);
            columns[next] = axis(next);
        } else {
            divide(columns[longest], scales[longest]);
            columns[next] = scales[next] > 0 ? columns[next] : perpendicular(columns[longest]);
            divide(columns[next], Math.sqrt(dot(columns[next], columns[next])));
        }
        // An axis may point either way, so the third one follows from the others and the handedness.
        double[] cross = cross(columns[longest], columns[next]);
        columns[last] = (longest + 1) % 3 == next ? cross : new double[] {-cross[0], -cross[1], -cross[2]};
    }

    private static double[] axis(int j) {
        double[] axis = new double[3];
        axis[j] = 1;
        return axis;
    }

    private static double[] perpendicular(double[] unit) {
        int smallest = 0;
        for (int i = 1; i < 3; i++) {
            smallest = Math.abs(unit[i]) < Math.abs(unit[smallest]) ? i : smallest;
        }
        return cross(unit, axis(smallest));
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static void divide(double[] a, double by) {
        for (int i = 0; i < 3; i++) {
            a[i] /= by;
        }
    }

    /** {@return the rotation U as a unit quaternion (w, x, y, z)} */
    public double[] quaternion() {
        double xx = columns[0][0];
        double yy = columns[1][1];
        double zz = columns[2][2];
        double trace = xx + yy + zz;
        // Shepperd's method: build on the largest of the four components.
        double[] squares = {trace, 2 * xx - trace, 2 * yy - trace, 2 * zz - trace};
        int largest = 0;
        for (int i = 1; i < 4; i++) {
            largest = squares[i] > squares[largest] ? i : largest;
        }
        double[] q = new double[4];
        q[largest] = 0.5 * Math.sqrt(1 + squares[largest]);
        double scale = 0.25 / q[largest];
        double[] fromW = {columns[1][2] - columns[2][1], columns[2][0] - columns[0][2], columns[0][1] - columns[1][0]};
        double[] mixed = {columns[1][2] + columns[2][1], columns[2][0] + columns[0][2], columns[0][1] + columns[1][0]};
        for (int i = 0; i < 3; i++) {
            if (largest == 0) {
                q[1 + i] = fromW[i] * scale;
            } else if (largest == 1 + i) {
                q[0] = fromW[i] * scale;
            } else {
                // The mixed term of axes j and k is kept at the index of the third axis.
                q[1 + i] = mixed[3 - i - (largest - 1)] * scale;
            }
        }
        return q;
    }
}
