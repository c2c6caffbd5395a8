package org.ouroboros3d.render;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Colors of Gaussians that depend on where they are seen from: real spherical harmonics of degrees 1 to 3 in the direction
 * from the camera to the mean, with the Condon-Shortley phase, as files of Gaussians have them. Forward only.
 */
final class ViewColors {
    // sqrt((2 l + 1) / (4 pi) (l - m)! / (l + m)!), times sqrt(2) for m > 0, and the factor of each polynomial below.
    private static final double D1 = Math.sqrt(3 / (4 * Math.PI));
    private static final double D2_XY = Math.sqrt(15 / (4 * Math.PI));
    private static final double D2_ZZ = Math.sqrt(5 / (16 * Math.PI));
    private static final double D2_XX = Math.sqrt(15 / (16 * Math.PI));
    private static final double D3_3 = Math.sqrt(35 / (32 * Math.PI));
    private static final double D3_2 = Math.sqrt(105 / (4 * Math.PI));
    private static final double D3_1 = Math.sqrt(21 / (32 * Math.PI));
    private static final double D3_0 = Math.sqrt(7 / (16 * Math.PI));
    private static final double D3_ZXX = Math.sqrt(105 / (16 * Math.PI));

    private final Tensor means;
    private final Tensor colors;
    private final Tensor sh;
    private final int degree;

    /**
     * Moves what is needed to the Gaussians' device, into {@code scope}.
     *
     * @param means [N, 3]
     * @param colors [N, 3] of degree 0
     */
    ViewColors(GaussianCloud cloud, Tensor means, Tensor colors, Device device, TensorScope scope) {
        this.means = means;
        this.colors = colors;
        this.degree = cloud.shDegree();
        this.sh = scope.adopt(Tensor.of(cloud.sh(), cloud.count(), GaussianCloud.shCoefficients(degree), 3)
                .to(device));
    }

    /** {@return the colors [N, 3] seen from a place in the world, at least 0} */
    Tensor from(double[] place) {
        Tensor camera = Tensor.of(new float[] {(float) place[0], (float) place[1], (float) place[2]}, 1, 3)
                .to(means.device());
        Tensor way = Arithmetic.sub(means, camera);
        Tensor length = Arithmetic.sqrt(Reductions.sum(Arithmetic.square(way), true, 1));
        // A Gaussian in the camera has no direction, and is not drawn.
        Tensor unit = Arithmetic.div(way, Arithmetic.clamp(length, Float.MIN_NORMAL, Float.MAX_VALUE));
        Tensor basis = Shapes.unsqueeze(Shapes.cat(basis(unit), 1), 2);
        Tensor seen = Arithmetic.add(colors, Reductions.sum(Arithmetic.mul(sh, basis), false, 1));
        return Arithmetic.clamp(seen, 0, Float.MAX_VALUE);
    }

    /** The harmonics of each direction, each [N, 1]. */
    private List<Tensor> basis(Tensor unit) {
        Tensor x = Shapes.narrow(unit, 1, 0, 1);
        Tensor y = Shapes.narrow(unit, 1, 1, 1);
        Tensor z = Shapes.narrow(unit, 1, 2, 1);
        List<Tensor> basis =
                new ArrayList<>(List.of(Arithmetic.mul(y, -D1), Arithmetic.mul(z, D1), Arithmetic.mul(x, -D1)));
        if (degree == 1) {
            return basis;
        }
        Tensor xx = Arithmetic.square(x);
        Tensor yy = Arithmetic.square(y);
        Tensor zz = Arithmetic.square(z);
        Tensor xy = Arithmetic.mul(x, y);
        Tensor difference = Arithmetic.sub(xx, yy);
        basis.add(Arithmetic.mul(xy, D2_XY));
        basis.add(Arithmetic.mul(Arithmetic.mul(y, z), -D2_XY));
        basis.add(Arithmetic.mul(Arithmetic.add(Arithmetic.mul(zz, 3), -1), D2_ZZ));
        basis.add(Arithmetic.mul(Arithmetic.mul(x, z), -D2_XY));
        basis.add(Arithmetic.mul(difference, D2_XX));
        if (degree == 2) {
            return basis;
        }
        Tensor five = Arithmetic.add(Arithmetic.mul(zz, 5), -1);
        basis.add(Arithmetic.mul(Arithmetic.mul(y, Arithmetic.sub(Arithmetic.mul(xx, 3), yy)), -D3_3));
        basis.add(Arithmetic.mul(Arithmetic.mul(xy, z), D3_2));
        basis.add(Arithmetic.mul(Arithmetic.mul(y, five), -D3_1));
        basis.add(Arithmetic.mul(Arithmetic.mul(z, Arithmetic.add(Arithmetic.mul(zz, 5), -3)), D3_0));
        basis.add(Arithmetic.mul(Arithmetic.mul(x, five), -D3_1));
        basis.add(Arithmetic.mul(Arithmetic.mul(z, difference), D3_ZXX));
        basis.add(Arithmetic.mul(Arithmetic.mul(x, Arithmetic.sub(xx, Arithmetic.mul(yy, 3))), -D3_3));
        return basis;
    }
}
