package org.ouroboros3d.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.ouroboros3d.data.mesh.MeshObject;
import org.ouroboros3d.data.render.Drawable;
import org.ouroboros3d.data.render.Lighting;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.data.render.RenderedOrbit;
import org.ouroboros3d.data.render.SurfaceSamples;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.WhiteBackground;
import org.ouroboros3d.mesh.Mesh;
import org.ouroboros3d.mesh.MeshExtractor;
import org.ouroboros3d.mesh.MeshFormat;
import org.ouroboros3d.mesh.MeshOptions;
import org.ouroboros3d.mesh.MeshTopology;
import org.ouroboros3d.mesh.MeshWriter;
import org.ouroboros3d.metrics.SurfaceScores;
import org.ouroboros3d.render.SceneRenderer;
import org.ouroboros3d.tensor.Device;

/** Makes meshes of Gaussians, and compares them with the true surface and with the Gaussians' pictures. */
public final class MeshBenchmark {
    private static final double THRESHOLD = 0.01;
    private static final int POINTS = 100_000;
    private static final int VIEWS = 16;
    private static final int VIEW_SIZE = 256;
    private static final int TEXTURE = 1024;

    /** Alpha, of 255 levels, from which on a pixel counts as covered. */
    private static final int COVERED = 250;

    private final Device device;
    private final MeshOptions options;
    private final int repeats;

    /**
     * @param device that renders
     * @param options of the meshes
     * @param repeats that are timed, after one that is not
     */
    public MeshBenchmark(Device device, MeshOptions options, int repeats) {
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats must be at least 1, not " + repeats);
        }
        this.device = device;
        this.options = options;
        this.repeats = repeats;
    }

    /**
     * {@return the figures of flat Gaussians on the true surface}
     *
     * @param spacing between neighbors, metres
     */
    public MeshFigures ofTruth(Drawable object, double spacing) {
        return of(MeshObjects.onSurface(object, spacing), object);
    }

    /** {@return the figures of Gaussians that are meant to show an object} */
    public MeshFigures of(GaussianCloud cloud, Drawable object) {
        Mesh mesh = MeshExtractor.extract(cloud, device, options);
        long[] nanos = new long[repeats];
        for (int i = 0; i < repeats; i++) {
            long start = System.nanoTime();
            mesh = MeshExtractor.extract(cloud, device, options);
            nanos[i] = System.nanoTime() - start;
        }
        SurfaceSamples truth = MeshObjects.truth(object);
        float[] points = new float[3 * POINTS];
        float[] normals = new float[3 * POINTS];
        sample(mesh, points, normals);
        Mesh textured = MeshExtractor.extract(cloud, device, options.withTexture(TEXTURE));
        Agreement vertices = agreement(mesh, cloud);
        Agreement texture = agreement(textured, cloud);
        return new MeshFigures(
                cloud.count(),
                mesh.faceCount(),
                MeshTopology.of(mesh),
                SurfaceScores.of(points, normals, truth.positions(), truth.normals(), THRESHOLD),
                vertices.all(),
                vertices.inside(),
                texture.all(),
                texture.inside(),
                Timing.ofNanos(nanos));
    }

    /** Fills points and normals, evenly over the area. */
    private static void sample(Mesh mesh, float[] points, float[] normals) {
        double[] areas = new double[mesh.faceCount() + 1];
        for (int f = 0; f < mesh.faceCount(); f++) {
            areas[f + 1] = areas[f] + area(mesh, f);
        }
        Random random = new Random(1);
        int face = 0;
        int count = points.length / 3;
        for (int i = 0; i < count; i++) {
            double target = (i + random.nextDouble()) / count * areas[mesh.faceCount()];
            while (face < mesh.faceCount() - 1 && areas[face + 1] < target) {
                face++;
            }
            double second = random.nextDouble();
            double third = random.nextDouble();
            boolean outside = second + third > 1;
            second = outside ? 1 - second : second;
            third = outside ? 1 - third : third;
            mix(mesh.positions(), mesh.faces(), face, second, third, points, 3 * i);
            mix(mesh.normals(), mesh.faces(), face, second, third, normals, 3 * i);
            double length = Math.sqrt((double) normals[3 * i] * normals[3 * i]
                    + (double) normals[3 * i + 1] * normals[3 * i + 1]
                    + (double) normals[3 * i + 2] * normals[3 * i + 2]);
            for (int axis = 3 * i; axis < 3 * i + 3; axis++) {
                normals[axis] = (float) (normals[axis] / Math.max(length, Double.MIN_NORMAL));
            }
        }
    }

    private static void mix(
            float[] values, int[] faces, int face, double second, double third, float[] target, int offset) {
        for (int axis = 0; axis < 3; axis++) {
            target[offset + axis] = (float) ((1 - second - third) * values[3 * faces[3 * face] + axis]
                    + second * values[3 * faces[3 * face + 1] + axis]
                    + third * values[3 * faces[3 * face + 2] + axis]);
        }
    }

    private static double area(Mesh mesh, int face) {
        float[] p = mesh.positions();
        int a = 3 * mesh.faces()[3 * face];
        int b = 3 * mesh.faces()[3 * face + 1];
        int c = 3 * mesh.faces()[3 * face + 2];
        double ux = p[b] - p[a];
        double uy = p[b + 1] - p[a + 1];
        double uz = p[b + 2] - p[a + 2];
        double vx = p[c] - p[a];
        double vy = p[c + 1] - p[a + 1];
        double vz = p[c + 2] - p[a + 2];
        double x = uy * vz - uz * vy;
        double y = uz * vx - ux * vz;
        double z = ux * vy - uy * vx;
        return Math.sqrt(x * x + y * y + z * z) / 2;
    }

    /**
     * Of a mesh with the pictures of its Gaussians on white, decibels.
     *
     * @param all of all pixels
     * @param inside of the pixels that both cover: the edges of Gaussians are soft, those of meshes are not
     */
    private record Agreement(double all, double inside) {}

    /** {@return how a mesh, read from its file, looks like its Gaussians} */
    private Agreement agreement(Mesh mesh, GaussianCloud cloud) {
        Cameras cameras = MeshObjects.around(VIEWS);
        RenderedOrbit rendered = OrbitRenderer.render(reread(mesh), cameras, VIEW_SIZE, 2, Lighting.NONE);
        int plane = VIEW_SIZE * VIEW_SIZE;
        double sum = 0;
        double sumInside = 0;
        long inside = 0;
        try (SceneRenderer renderer = new SceneRenderer(cloud, device)) {
            List<Image> pictures = renderer.render(cameras, VIEW_SIZE, VIEW_SIZE, Background.TRANSPARENT);
            for (int view = 0; view < VIEWS; view++) {
                Image mine = rendered.image(view);
                Image theirs = pictures.get(view);
                float[] seen = WhiteBackground.composite(mine);
                float[] expected = WhiteBackground.composite(theirs);
                for (int p = 0; p < plane; p++) {
                    double error = 0;
                    for (int at = p; at < 3 * plane; at += plane) {
                        error += ((double) seen[at] - expected[at]) * (seen[at] - expected[at]) / 3;
                    }
                    sum += error;
                    int x = p % VIEW_SIZE;
                    int y = Math.floorDiv(p, VIEW_SIZE);
                    if (Math.min(mine.sample(x, y, 3), theirs.sample(x, y, 3)) >= COVERED) {
                        sumInside += error;
                        inside++;
                    }
                }
            }
        }
        return new Agreement(decibels(sum / (VIEWS * plane)), decibels(sumInside / inside));
    }

    private static double decibels(double meanSquaredError) {
        return -10 * Math.log10(meanSquaredError);
    }

    private static Drawable reread(Mesh mesh) {
        try {
            Path file = Files.createTempFile("mesh", MeshFormat.GLB.ending());
            try {
                MeshWriter.write(mesh, file, MeshFormat.GLB);
                return MeshObject.readInPlace(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
