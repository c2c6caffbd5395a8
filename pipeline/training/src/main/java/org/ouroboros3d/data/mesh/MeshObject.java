package org.ouroboros3d.data.mesh;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.ouroboros3d.data.render.Cancellation;
import org.ouroboros3d.data.render.Drawable;
import org.ouroboros3d.data.render.GBuffer;
import org.ouroboros3d.data.render.SampleRays;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;

/** A mesh from a file. */
public final class MeshObject implements Drawable {
    private static final double RADIUS = 0.5;
    private static final float GLOSS = 0.1f;

    private final TriangleMesh mesh;
    private final Bvh tree;
    private final double[] middle;
    private final double scale;

    private MeshObject(TriangleMesh mesh, double[] middle, double scale) {
        this.mesh = mesh;
        this.tree = new Bvh(mesh.positions());
        this.middle = middle;
        this.scale = scale;
    }

    /**
     * Reads an OBJ, PLY, glTF or GLB file and leaves the mesh where it is.
     *
     * @throws InputException when the file cannot be read or holds no surface
     */
    public static MeshObject readInPlace(Path file) {
        TriangleMesh mesh = MeshReader.read(file, Optional.empty());
        double[] origin = mesh.origin();
        return new MeshObject(mesh, new double[] {-origin[0], -origin[1], -origin[2]}, 1);
    }

    /**
     * Reads an OBJ, PLY, glTF or GLB file and fits the mesh into a sphere of radius 0.5 around the origin.
     *
     * @param file whose name tells its format
     * @param texture for what has texture coordinates but names no picture
     * @param zUp whether z is up in the file, not y
     * @throws InputException when the file cannot be read or holds no surface
     */
    public static MeshObject read(Path file, Optional<Image> texture, boolean zUp) {
        TriangleMesh mesh = MeshReader.read(file, texture.map(Texture::new));
        if (zUp) {
            turnUp(mesh.positions());
            turnUp(mesh.normals());
        }
        float[] p = mesh.positions();
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int i = 0; i < p.length; i++) {
            low[i % 3] = Math.min(low[i % 3], p[i]);
            high[i % 3] = Math.max(high[i % 3], p[i]);
        }
        double[] middle = {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2};
        double farthest = 0;
        for (int i = 0; i < p.length; i += 3) {
            double x = p[i] - middle[0];
            double y = p[i + 1] - middle[1];
            double z = p[i + 2] - middle[2];
            farthest = Math.max(farthest, x * x + y * y + z * z);
        }
        if (!(farthest > 0) || !Double.isFinite(farthest)) {
            throw new InputException(file.toString(), "all of it lies in one point", "export the mesh again");
        }
        return new MeshObject(mesh, middle, Math.sqrt(farthest) / RADIUS);
    }

    private static void turnUp(float[] vectors) {
        for (int i = 0; i < vectors.length; i += 3) {
            float y = vectors[i + 1];
            vectors[i + 1] = vectors[i + 2];
            vectors[i + 2] = -y;
        }
    }

    /** {@return how many triangles} */
    public int triangles() {
        return mesh.count();
    }

    /** {@return whether its triangles have colors of their own, instead of one for all} */
    public boolean painted() {
        float[] first = new float[3];
        float[] other = new float[3];
        mesh.color(0, 0, 0, first, 0);
        boolean painted = false;
        for (int triangle = 1; triangle < mesh.count() && !painted; triangle++) {
            mesh.color(triangle, 0, 0, other, 0);
            painted = !Arrays.equals(first, other);
        }
        return painted;
    }

    @Override
    public void draw(SampleRays rays, GBuffer samples) {
        double[] pose = rays.pose();
        double[] ray = new double[6];
        double[] hit = new double[3];
        int[] stack = new int[Bvh.STACK];
        for (int axis = 0; axis < 3; axis++) {
            ray[axis] = middle[axis] + scale * pose[4 * axis + 3];
        }
        for (int sample = 0; sample < samples.depth.length; sample++) {
            if (sample % rays.size() == 0) {
                Cancellation.check();
            }
            double x = rays.x(sample % rays.size());
            double y = rays.y(Math.floorDiv(sample, rays.size()));
            for (int axis = 0; axis < 3; axis++) {
                ray[3 + axis] = scale * (pose[4 * axis + 2] + x * pose[4 * axis] + y * pose[4 * axis + 1]);
            }
            int triangle = tree.cast(ray, hit, stack);
            if (triangle >= 0) {
                surface(rays, samples, sample, triangle, hit);
            }
        }
    }

    private void surface(SampleRays rays, GBuffer samples, int sample, int triangle, double[] hit) {
        samples.depth[sample] = hit[0];
        samples.piece[sample] = triangle;
        samples.gloss[sample] = GLOSS;
        mesh.color(triangle, hit[1], hit[2], samples.color, 3 * sample);
        float[] normals = mesh.normals();
        int at = 9 * triangle;
        double first = 1 - hit[1] - hit[2];
        double[] smooth = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            smooth[axis] =
                    first * normals[at + axis] + hit[1] * normals[at + 3 + axis] + hit[2] * normals[at + 6 + axis];
        }
        samples.setNormal(sample, smooth, VertexNormals.face(mesh.positions(), at), rays);
    }
}
