package org.ouroboros3d.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.export.GenerationExport;
import org.ouroboros3d.export.PictureStyle;
import org.ouroboros3d.export.ResultPictures;
import org.ouroboros3d.format.gaussian.GaussianFormat;
import org.ouroboros3d.format.gaussian.GaussianWriter;
import org.ouroboros3d.format.gaussian.WriteOptions;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.mesh.Mesh;
import org.ouroboros3d.mesh.MeshFormat;
import org.ouroboros3d.mesh.MeshWriter;
import org.ouroboros3d.output.Turntable;
import org.ouroboros3d.output.VideoFormat;

/** Makes the files of predictions, each once and a few at a time: meshes and videos take seconds of all processors. */
final class ArtifactMaker implements AutoCloseable {
    private static final int AT_ONCE = 2;
    private static final PictureStyle STYLE = PictureStyle.DEFAULT;
    /** Of the viewer; clients send pictures without names. */
    private static final String TITLE = "3D model";

    private final ExecutorService workers = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().name("ouroboros3d-export-", 0).daemon().factory());
    private final String version;

    /** @param version of the program, for the viewer */
    ArtifactMaker(String version) {
        this.version = version;
    }

    /**
     * {@return a file of a prediction that has succeeded, or the object of any}
     *
     * @throws ProblemException if it cannot be made
     */
    byte[] make(Prediction prediction, Artifact artifact) {
        try {
            return prediction
                    .artifact(artifact, () -> CompletableFuture.supplyAsync(() -> bytes(prediction, artifact), workers))
                    .join();
        } catch (CompletionException e) {
            throw Problem.of(e.getCause()).exception();
        }
    }

    private byte[] bytes(Prediction prediction, Artifact artifact) {
        return artifact == Artifact.OBJECT
                ? ImageWriter.encodePng(prediction.object().image())
                : bytes(
                        prediction,
                        artifact,
                        prediction
                                .result()
                                .orElseThrow(() -> new IllegalStateException("only what has succeeded has files")));
    }

    private byte[] bytes(Prediction prediction, Artifact artifact, Generation generation) {
        GenerationExport export = new GenerationExport(
                prediction.model().model(), prediction.input().options(), generation, STYLE);
        return switch (artifact) {
            case PLY -> ply(prediction, generation);
            case SPZ -> GaussianWriter.toBytes(generation.gaussians(), GaussianFormat.SPZ, WriteOptions.DEFAULT);
            case GAUSSIANS -> GaussianWriter.toBytes(generation.gaussians(), GaussianFormat.GLB, WriteOptions.DEFAULT);
            case MESH -> written(out -> MeshWriter.write(prediction.mesh(export::mesh), out, MeshFormat.GLB));
            case VIEWER ->
                written(out -> export.viewer(
                                TITLE,
                                prediction.object().image(),
                                meshToShow(prediction, export),
                                generation.gaussians().count(),
                                version)
                        .write(out));
            case OBJECT -> throw new IllegalArgumentException(artifact + " is there without a generation");
            case VIEWS -> {
                try (ResultPictures pictures = export.pictures()) {
                    yield ImageWriter.encodePng(pictures.viewSheet());
                }
            }
            case TURNTABLE -> {
                try (ResultPictures pictures = export.pictures()) {
                    yield Turntable.toBytes(
                            VideoFormat.MP4,
                            STYLE.framesPerSecond(),
                            STYLE.frames(),
                            pictures.turn(STYLE.background(), ProgressListener.SILENT));
                }
            }
        };
    }

    /** {@return the mesh, unless the Gaussians show no surface: the viewer is good without} */
    private static Optional<Mesh> meshToShow(Prediction prediction, GenerationExport export) {
        try {
            return Optional.of(prediction.mesh(export::mesh));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    private static byte[] ply(Prediction prediction, Generation generation) {
        return written(out -> PlyWriter.write(
                generation.gaussians(),
                out,
                PlyLayout.VIEWER,
                GenerationExport.plyComments(prediction.model().model().info())));
    }

    @FunctionalInterface
    private interface Writing {
        void to(ByteArrayOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return out.toByteArray();
    }

    /** Stops what is being made, as far as it looks whether it should. */
    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
    }
}
