package org.ouroboros3d.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyReader;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.Gaussians;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.render.GaussianPacking;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** Writes the reference's Gaussians, compares the file with the reference's own, and reads that one. */
final class PlyCompatCheck implements GoldenCheck {
    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        Path reference = golden.siblingPath(golden.config().path("file").asText());
        Gaussians gaussians = GaussianPacking.unpack(
                Shapes.unsqueeze(golden.input("gaussians").to(device), 0));
        List<Comparison> comparisons = new ArrayList<>();
        try {
            Path written = Files.createTempFile("ply_compat", ".ply");
            try {
                PlyWriter.write(gaussians.toCloud(), written, PlyLayout.REFERENCE);
                comparisons.add(Comparison.of(
                        "header", header(written, golden), header(reference, golden), 0, Measure.MAX_ABS, "text"));
                comparisons.add(golden.compare("ply_rows", body(written, golden)));
            } finally {
                Files.delete(written);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file for " + golden.path(), e);
        }
        comparisons.add(golden.compare("loaded", load(reference, device)));
        return comparisons;
    }

    private static double[] header(Path ply, GoldenFile golden) throws IOException {
        int length = golden.config().path("header_bytes").asInt();
        byte[] bytes = Files.readAllBytes(ply);
        return IntStream.range(0, length).mapToDouble(i -> bytes[i]).toArray();
    }

    /** The values after a header that has to be as long as the reference's. */
    private static Tensor body(Path ply, GoldenFile golden) throws IOException {
        int header = golden.config().path("header_bytes").asInt();
        byte[] bytes = Files.readAllBytes(ply);
        float[] values = new float[(bytes.length - header) / Float.BYTES];
        ByteBuffer.wrap(bytes, header, bytes.length - header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return Tensor.of(values, values.length / GaussianPacking.CHANNELS, GaussianPacking.CHANNELS);
    }

    private static Tensor load(Path ply, Device device) {
        GaussianCloud cloud = PlyReader.read(ply, PlyLayout.REFERENCE);
        return Shapes.squeeze(GaussianPacking.pack(Gaussians.of(cloud, device)), 0);
    }
}
