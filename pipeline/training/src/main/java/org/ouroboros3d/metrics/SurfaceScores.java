package org.ouroboros3d.metrics;

/**
 * How well a surface fits the true one, by points on both.
 *
 * @param chamfer mean distance of a point from the nearest one of the other surface, both directions averaged, world units
 * @param normals mean absolute cosine between the normals of nearest points, both directions averaged
 * @param precision share of the surface's points within the threshold of the true one
 * @param recall share of the true surface's points within the threshold of the other
 */
public record SurfaceScores(double chamfer, double normals, double precision, double recall) {
    /**
     * {@return the scores of points}
     *
     * @param points [N, 3] of the surface
     * @param normals [N, 3] unit vectors
     * @param truePoints [M, 3] of the true surface
     * @param trueNormals [M, 3] unit vectors
     * @param threshold of precision and recall, world units
     */
    public static SurfaceScores of(
            float[] points, float[] normals, float[] truePoints, float[] trueNormals, double threshold) {
        if (points.length == 0 || truePoints.length == 0) {
            throw new IllegalArgumentException("surfaces are compared by one point of each or more");
        }
        double[] from = oneWay(points, normals, truePoints, trueNormals, threshold);
        double[] back = oneWay(truePoints, trueNormals, points, normals, threshold);
        return new SurfaceScores((from[0] + back[0]) / 2, (from[1] + back[1]) / 2, from[2], back[2]);
    }

    /** {@return mean distance, mean cosine and share within the threshold} */
    private static double[] oneWay(
            float[] points, float[] normals, float[] others, float[] otherNormals, double threshold) {
        PointCloud cloud = new PointCloud(others);
        int count = points.length / 3;
        double[] sums = new double[3];
        for (int i = 0; i < count; i++) {
            int j = cloud.nearest(points[3 * i], points[3 * i + 1], points[3 * i + 2]);
            double distance = Math.sqrt(cloud.squared(j, points[3 * i], points[3 * i + 1], points[3 * i + 2]));
            double dot = 0;
            for (int axis = 0; axis < 3; axis++) {
                dot += (double) normals[3 * i + axis] * otherNormals[3 * j + axis];
            }
            sums[0] += distance;
            sums[1] += Math.abs(dot);
            sums[2] += distance <= threshold ? 1 : 0;
        }
        return new double[] {sums[0] / count, sums[1] / count, sums[2] / count};
    }

    /** {@return the harmonic mean of precision and recall} */
    public double fScore() {
        return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }
}
