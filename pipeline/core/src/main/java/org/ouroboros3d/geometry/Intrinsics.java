package org.ouroboros3d.geometry;

/**
 * A pinhole camera's inner parameters as fractions of the image's size, hence valid for every resolution.
 *
 * @param fx focal length over the image's width, positive
 * @param fy focal length over the image's height, positive
 * @param cx principal point's column over the image's width; 0.5 is the centre
 * @param cy principal point's row over the image's height
 */
public record Intrinsics(double fx, double fy, double cx, double cy) {
    /** Checks that all are finite and the focal lengths positive. */
    public Intrinsics {
        if (!(fx > 0) || !(fy > 0) || !Double.isFinite(fx + fy + cx + cy)) {
            throw new IllegalArgumentException("Intrinsics need positive finite focal lengths and a finite principal"
                    + " point, got fx " + fx + ", fy " + fy + ", cx " + cx + ", cy " + cy);
        }
    }

    /**
     * {@return a square image's parameters with the principal point in its centre}
     *
     * @param fovDegrees angle of view from edge to edge, in degrees, between 0 and 180
     */
    public static Intrinsics ofFieldOfView(double fovDegrees) {
        if (!(fovDegrees > 0) || !(fovDegrees < 180)) {
            throw new IllegalArgumentException("Field of view must lie between 0 and 180 degrees, got " + fovDegrees);
        }
        double focal = 0.5 / StrictMath.tan(StrictMath.toRadians(fovDegrees) / 2);
        return new Intrinsics(focal, focal, 0.5, 0.5);
    }

    /** {@return the parameters of a camera whose own are in pixels, with pixel (0, 0) covering [0, 1] x [0, 1]} */
    public static Intrinsics ofPixels(double fx, double fy, double cx, double cy, int width, int height) {
        return new Intrinsics(fx / width, fy / height, cx / width, cy / height);
    }

    /** {@return the horizontal angle of view in degrees, as for a centred principal point} */
    public double fovX() {
        return StrictMath.toDegrees(2 * StrictMath.atan(0.5 / fx));
    }

    /** {@return the vertical angle of view in degrees, as for a centred principal point} */
    public double fovY() {
        return StrictMath.toDegrees(2 * StrictMath.atan(0.5 / fy));
    }
}
