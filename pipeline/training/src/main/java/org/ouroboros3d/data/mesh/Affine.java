package org.ouroboros3d.data.mesh;

/** An affine map of space: 3 x 4 numbers in double precision, row by row. */
final class Affine {
    static final Affine IDENTITY = new Affine(new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});

    private final double[] m;

    private Affine(double[] m) {
        this.m = m;
    }

    /** {@return the map of a 4 x 4 matrix, column by column} */
    static Affine ofColumns(double[] columns) {
        double[] m = new double[12];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                m[4 * row + column] = columns[4 * column + row];
            }
        }
        return new Affine(m);
    }

    /** {@return a scaling, then the rotation of a quaternion (x, y, z, w) of any length, then a shift} */
    static Affine of(double[] shift, double[] q, double[] scale) {
        double n = q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3];
        double s = n > 0 ? 2 / n : 0;
        double x = q[0];
        double y = q[1];
        double z = q[2];
        double w = q[3];
        return new Affine(new double[] {
            scale[0] * (1 - s * (y * y + z * z)), scale[1] * s * (x * y - z * w), scale[2] * s * (x * z + y * w),
                    shift[0],
            scale[0] * s * (x * y + z * w), scale[1] * (1 - s * (x * x + z * z)), scale[2] * s * (y * z - x * w),
                    shift[1],
            scale[0] * s * (x * z - y * w), scale[1] * s * (y * z + x * w), scale[2] * (1 - s * (x * x + y * y)),
                    shift[2]
        });
    }

    /** {@return {@code first}, then this} */
    Affine after(Affine first) {
        double[] product = new double[12];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                double sum = column == 3 ? m[4 * row + 3] : 0;
                for (int k = 0; k < 3; k++) {
                    sum += m[4 * row + k] * first.m[4 * k + column];
                }
                product[4 * row + column] = sum;
            }
        }
        return new Affine(product);
    }

    double[] point(double x, double y, double z) {
        double[] moved = new double[3];
        for (int row = 0; row < 3; row++) {
            moved[row] = m[4 * row] * x + m[4 * row + 1] * y + m[4 * row + 2] * z + m[4 * row + 3];
        }
        return moved;
    }

    /** {@return a normal, of any length: normals go by the inverse transposed, which the cofactors are up to a factor} */
    float[] normal(double x, double y, double z) {
        double[] given = {x, y, z};
        double[] normal = new double[3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                int r1 = (row + 1) % 3;
                int r2 = (row + 2) % 3;
                int c1 = (column + 1) % 3;
                int c2 = (column + 2) % 3;
                double cofactor = m[4 * r1 + c1] * m[4 * r2 + c2] - m[4 * r1 + c2] * m[4 * r2 + c1];
                normal[row] += cofactor * given[column];
            }
        }
        // Cofactors of tiny scales would underflow in float32.
        double length = Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
        double scale = length > 0 ? 1 / length : 0;
        return new float[] {(float) (normal[0] * scale), (float) (normal[1] * scale), (float) (normal[2] * scale)};
    }
}
