package org.ouroboros3d.data.shapes;

/** How the two colours of a material are laid out, in lengths along a part's own axes. */
enum Pattern {
    /** The first colour alone. */
    PLAIN {
        @Override
        double share(double x, double y, double z) {
            return 0;
        }
    },
    /** Bands across x. */
    STRIPES_X {
        @Override
        double share(double x, double y, double z) {
            return odd(x);
        }
    },
    /** Bands across y: rings on something upright. */
    STRIPES_Y {
        @Override
        double share(double x, double y, double z) {
            return odd(y);
        }
    },
    /** Bands across z. */
    STRIPES_Z {
        @Override
        double share(double x, double y, double z) {
            return odd(z);
        }
    },
    /** Cubes of alternating colour. */
    CHECKER {
        @Override
        double share(double x, double y, double z) {
            return odd(odd(x) + odd(y) + odd(z));
        }
    },
    /** Balls of the second colour in a grid. */
    DOTS {
        @Override
        double share(double x, double y, double z) {
            double a = x - Math.rint(x);
            double b = y - Math.rint(y);
            double c = z - Math.rint(z);
            return a * a + b * b + c * c < DOT * DOT ? 1 : 0;
        }
    },
    /** Courses of masonry. */
    BRICKS {
        @Override
        double share(double x, double y, double z) {
            double course = Math.floor(2 * y);
            double shift = course / 2 - Math.floor(course / 2);
            double along = x + z + shift;
            boolean joint = 2 * y - course < JOINT * 2 || along - Math.floor(along) < JOINT;
            return joint ? 1 : 0;
        }
    },
    /** From the first colour at the bottom to the second at the top, over one unit around 0. */
    GRADIENT {
        @Override
        double share(double x, double y, double z) {
            return Math.clamp(y + 0.5, 0, 1);
        }
    },
    /** The second colour on the front, z > 0. */
    FRONT {
        @Override
        double share(double x, double y, double z) {
            return z > 0 ? 1 : 0;
        }
    },
    /** The second colour on the upper part, y > 0. */
    UPPER {
        @Override
        double share(double x, double y, double z) {
            return y > 0 ? 1 : 0;
        }
    },
    /** Soft clouds of noise. */
    CLOUDS {
        @Override
        double share(double x, double y, double z) {
            return Math.clamp(2 * ValueNoise.fractal(x, y, z) - 0.5, 0, 1);
        }
    },
    /** Waves along x that noise bends, as in marble (Perlin 1985). */
    MARBLE {
        @Override
        double share(double x, double y, double z) {
            return 0.5 + 0.5 * StrictMath.sin(2 * StrictMath.PI * (x + 2 * ValueNoise.fractal(x, y, z)));
        }
    },
    /** Patches with sharp edges. */
    PATCHES {
        @Override
        double share(double x, double y, double z) {
            return ValueNoise.fractal(x, y, z) > 0.5 ? 1 : 0;
        }
    };

    private static final double DOT = 0.36;
    private static final double JOINT = 0.12;

    /** {@return how much of the second colour there is at a point, in [0, 1]} */
    abstract double share(double x, double y, double z);

    /** {@return 1 in every second interval of length 1, else 0} */
    private static double odd(double value) {
        double half = Math.floor(value) / 2;
        return half == Math.floor(half) ? 0 : 1;
    }
}
