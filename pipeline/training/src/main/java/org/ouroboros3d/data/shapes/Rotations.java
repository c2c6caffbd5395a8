package org.ouroboros3d.data.shapes;

/** Rotations as 3 x 3 row-major matrices. */
final class Rotations {
    private Rotations() {}

    /** {@return a rotation that takes the y axis to a direction of any length} */
    static double[] fromY(double[] direction) {
        double length =
                Math.sqrt(direction[0] * direction[0] + direction[1] * direction[1] + direction[2] * direction[2]);
        double x = direction[0] / length;
        double y = direction[1] / length;
        double z = direction[2] / length;
        if (y < -0.999999) {
            return new double[] {1, 0, 0, 0, -1, 0, 0, 0, -1};
        }
        // Rodrigues' formula around y x direction.
        double k = 1 / (1 + y);
        return new double[] {1 - k * x * x, x, -k * x * z, -x, y, -z, -k * x * z, z, 1 - k * z * z};
    }

    /** {@return a rotation around x, then around z, then around y, by degrees} */
    static double[] ofDegrees(double x, double y, double z) {
        double[] aroundX = about(1, 2, x);
        double[] aroundZ = about(0, 1, z);
        double[] aroundY = about(2, 0, y);
        return times(aroundY, times(aroundZ, aroundX));
    }

    private static double[] about(int from, int to, double degrees) {
        double angle = StrictMath.toRadians(degrees);
        double[] matrix = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        matrix[4 * from] = StrictMath.cos(angle);
        matrix[4 * to] = StrictMath.cos(angle);
        matrix[3 * from + to] = -StrictMath.sin(angle);
        matrix[3 * to + from] = StrictMath.sin(angle);
        return matrix;
    }

    static double[] times(double[] a, double[] b) {
        double[] product = new double[9];
        for (int i = 0; i < 9; i++) {
            int row = i / 3 * 3;
            int column = i % 3;
            product[i] = a[row] * b[column] + a[row + 1] * b[3 + column] + a[row + 2] * b[6 + column];
        }
        return product;
    }
}
