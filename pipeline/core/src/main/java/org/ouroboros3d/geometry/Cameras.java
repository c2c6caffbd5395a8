package org.ouroboros3d.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.tensor.Tensor;

/**
 * Poses and inner parameters of V cameras.
 *
 * <p>Poses are camera to world in OpenCV's axes (x right, y down, z forward) and rigid. The tensors that it makes lie on
 * the host, in float32, and belong to the caller's scope; the arithmetic before is in double precision.
 */
public final class Cameras {
    /** Distance of the published cameras from the origin. */
    public static final double EIGHT_VIEW_RADIUS = 1.7416967153549194;
    /** Angle of view of the published cameras, in degrees: a focal length of 1.3889 image sizes. */
    public static final double EIGHT_VIEW_FOV = 39.59775161743164;

    /** Azimuths of the published views in degrees. The last is 337.5, where 315 would be regular. */
    private static final double[] EIGHT_VIEW_AZIMUTHS = {0, 45, 90, 135, 180, 225, 270, 337.5};

    private static final double TURNTABLE_RADIUS = 1.5;
    private static final double TURNTABLE_FOV = 49.1;
    private static final double RIGID_TOLERANCE = 1e-4;

    private final List<double[]> cameraToWorld;
    private final List<Intrinsics> intrinsics;

    private Cameras(List<double[]> cameraToWorld, List<Intrinsics> intrinsics) {
        this.cameraToWorld = cameraToWorld;
        this.intrinsics = intrinsics;
    }

    /**
     * Makes cameras of poses.
     *
     * @param cameraToWorld one 4 x 4 row-major rigid pose for each view
     * @param intrinsics one for each view
     */
    public static Cameras of(List<double[]> cameraToWorld, List<Intrinsics> intrinsics) {
        if (cameraToWorld.isEmpty() || cameraToWorld.size() != intrinsics.size()) {
            throw new IllegalArgumentException("Cameras need one pose and one set of intrinsics for each view, got "
                    + cameraToWorld.size() + " and " + intrinsics.size());
        }
        List<double[]> copies = new ArrayList<>();
        for (double[] pose : cameraToWorld) {
            requireRigid(pose, copies.size());
            copies.add(pose.clone());
        }
        return new Cameras(List.copyOf(copies), List.copyOf(intrinsics));
    }

    /** {@return the eight views that the published model was trained and run with} */
    public static Cameras eightViews() {
        return orbit(0, EIGHT_VIEW_AZIMUTHS, EIGHT_VIEW_RADIUS, Intrinsics.ofFieldOfView(EIGHT_VIEW_FOV));
    }

    /**
     * {@return the cameras of the published video: a full turn at elevation 0, radius 1.5 and 49.1 degrees of view}
     *
     * @param frames number of equally spaced views; 180 in the published one
     */
    public static Cameras turntable(int frames) {
        double[] azimuths = new double[frames];
        for (int i = 0; i < frames; i++) {
            azimuths[i] = 360.0 * i / frames;
        }
        return orbit(0, azimuths, TURNTABLE_RADIUS, Intrinsics.ofFieldOfView(TURNTABLE_FOV));
    }

    /**
     * {@return cameras on a circle around the origin, looking at it}
     *
     * @param elevationDegrees see {@link OrbitCamera}
     * @param azimuthsDegrees one for each view, see {@link OrbitCamera}
     * @param radius distance from the origin
     * @param intrinsics shared by all views
     */
    public static Cameras orbit(
            double elevationDegrees, double[] azimuthsDegrees, double radius, Intrinsics intrinsics) {
        List<double[]> poses = new ArrayList<>();
        List<Intrinsics> shared = new ArrayList<>();
        for (double azimuth : azimuthsDegrees) {
            poses.add(new OrbitCamera(elevationDegrees, azimuth, radius).cameraToWorld());
            shared.add(intrinsics);
        }
        return of(poses, shared);
    }

    /** {@return the number of views, V} */
    public int views() {
        return intrinsics.size();
    }

    /** {@return some of the views, in the given order} */
    public Cameras select(int... views) {
        List<double[]> poses = new ArrayList<>();
        List<Intrinsics> chosen = new ArrayList<>();
        for (int view : views) {
            poses.add(cameraToWorld.get(view));
            chosen.add(intrinsics.get(view));
        }
        return of(poses, chosen);
    }

    /** {@return the inner parameters of a view} */
    public Intrinsics intrinsics(int view) {
        return intrinsics.get(view);
    }

    /** {@return a view's camera to world, 4 x 4 row-major, a copy} */
    public double[] cameraToWorld(int view) {
        return cameraToWorld.get(view).clone();
    }

    /** {@return a view's position in the world, three coordinates} */
    public double[] center(int view) {
        double[] pose = cameraToWorld.get(view);
        return new double[] {pose[3], pose[7], pose[11]};
    }

    /** {@return camera to world, {@code [V, 4, 4]}} */
    public Tensor c2w() {
        float[] values = new float[16 * views()];
        for (int v = 0; v < views(); v++) {
            double[] pose = cameraToWorld.get(v);
            for (int i = 0; i < 16; i++) {
                values[16 * v + i] = (float) pose[i];
            }
        }
        return Tensor.of(values, views(), 4, 4);
    }

    /** {@return world to camera, {@code [V, 4, 4]}, as the rasterizer takes it} */
    public Tensor viewmats() {
        float[] values = new float[16 * views()];
        for (int v = 0; v < views(); v++) {
            writeInverse(cameraToWorld.get(v), values, 16 * v);
        }
        return Tensor.of(values, views(), 4, 4);
    }

    /** {@return inner parameters as fractions of the image's size, {@code [V, 3, 3]}, as the networks take them} */
    public Tensor normalizedIntrinsics() {
        return intrinsicMatrices(1, 1);
    }

    /**
     * {@return inner parameters in pixels, {@code [V, 3, 3]}, as the rasterizer takes them}
     *
     * @param width of the images
     * @param height of the images
     */
    public Tensor Ks(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("Image size must be positive, got " + width + " x " + height);
        }
        return intrinsicMatrices(width, height);
    }

    private Tensor intrinsicMatrices(double width, double height) {
        float[] values = new float[9 * views()];
        for (int v = 0; v < views(); v++) {
            Intrinsics k = intrinsics.get(v);
            values[9 * v] = (float) (k.fx() * width);
            values[9 * v + 2] = (float) (k.cx() * width);
            values[9 * v + 4] = (float) (k.fy() * height);
            values[9 * v + 5] = (float) (k.cy() * height);
            values[9 * v + 8] = 1;
        }
        return Tensor.of(values, views(), 3, 3);
    }

    /** Inverts a rigid transform: the rotation transposed, and the position turned by it and negated. */
    private static void writeInverse(double[] pose, float[] target, int offset) {
        for (int row = 0; row < 3; row++) {
            double shift = 0;
            for (int column = 0; column < 3; column++) {
                double entry = pose[4 * column + row];
                target[offset + 4 * row + column] = (float) entry;
                shift -= entry * pose[4 * column + 3];
            }
            target[offset + 4 * row + 3] = (float) shift;
        }
        target[offset + 15] = 1;
    }

    /** Whether both have the same views in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Cameras cameras
                && intrinsics.equals(cameras.intrinsics)
                && Arrays.deepEquals(cameraToWorld.toArray(), cameras.cameraToWorld.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * intrinsics.hashCode() + Arrays.deepHashCode(cameraToWorld.toArray());
    }

    private static void requireRigid(double[] pose, int view) {
        boolean rigid = pose.length == 16
                && Math.abs(pose[12]) + Math.abs(pose[13]) + Math.abs(pose[14]) + Math.abs(pose[15] - 1)
                        < RIGID_TOLERANCE;
        for (int a = 0; rigid && a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                double dot = pose[a] * pose[b] + pose[4 + a] * pose[4 + b] + pose[8 + a] * pose[8 + b];
                rigid &= Math.abs(dot - (a == b ? 1 : 0)) < RIGID_TOLERANCE;
            }
        }
        if (!rigid) {
            throw new IllegalArgumentException("Camera of view " + view + " is not rigid: its camera-to-world matrix"
                    + " must be 4 x 4 with orthonormal axes and the last row 0 0 0 1");
        }
    }
}
