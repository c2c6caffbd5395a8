package org.ouroboros3d.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.io.AtomicFile;

/** Writes a turntable as a video or an animation, see {@link VideoFormat}. */
public final class Turntable {
    /** The reference's frame rate. */
    public static final int FRAMES_PER_SECOND = 30;

    /** Frames that wait for the encoder, which is mostly the faster one. */
    private static final int WAITING = 4;

    private static final long PATIENCE_MILLIS = 50;

    private Turntable() {}

    /**
     * Writes a video, replacing the file at once or not at all. Frames are asked for one at a time on the calling thread,
     * encoded meanwhile on another, and not kept.
     *
     * @param file in a folder that exists; its ending says the format
     * @param framesPerSecond at least 1
     * @param count frames, at least 1
     * @param frame the picture of each frame 0..count-1, all of one size; MP4 ignores alpha, and rounds odd sizes up by
     *     repeating the last row and column
     * @throws org.ouroboros3d.error.NativeLibraryException when this installation has no FFmpeg
     * @throws VideoException when the file cannot be written
     * @throws CancellationException when the calling thread is interrupted
     */
    public static void write(Path file, int framesPerSecond, int count, IntFunction<Image> frame) {
        if (count < 1 || framesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "a video needs at least one frame, and one in a second, got " + count + " and " + framesPerSecond);
        }
        VideoFormat format = VideoFormat.of(file)
                .orElseThrow(() -> new IllegalArgumentException(file + " has the ending of no video format"));
        VideoCodecs.require("Writing " + file);
        AtomicFile.make(file, partial -> {
            Image first = frame.apply(0);
            try (VideoStream stream =
                    new VideoStream(partial, format, first.width(), first.height(), framesPerSecond)) {
                stream.write(first);
                pass(count, frame, first, stream);
                stream.finish();
            }
        });
    }

    /**
     * {@return what {@link #write} would write}
     *
     * <p>It is written to a file in the folder for temporary files meanwhile, since the index of an MP4 file comes first.
     *
     * @throws VideoException when that folder cannot be written
     * @throws CancellationException when the calling thread is interrupted
     */
    public static byte[] toBytes(VideoFormat format, int framesPerSecond, int count, IntFunction<Image> frame) {
        try {
            Path file = Files.createTempFile("ouroboros3d-", format.ending());
            try {
                write(file, framesPerSecond, count, frame);
                return Files.readAllBytes(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for temporary files, java.io.tmpdir, cannot be used", e);
        }
    }

    /** Renders here what another thread encodes. */
    private static void pass(int count, IntFunction<Image> frame, Image first, VideoStream stream) {
        BlockingQueue<Image> rendered = new ArrayBlockingQueue<>(WAITING);
        CompletableFuture<Void> encoded = new CompletableFuture<>();
        Thread encoder = Thread.ofPlatform().name("turntable-encoder").daemon().start(() -> {
            try {
                for (int i = 1; i < count; i++) {
                    stream.write(rendered.take());
                }
                encoded.complete(null);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                encoded.completeExceptionally(e);
            } catch (RuntimeException | Error e) {
                encoded.completeExceptionally(e);
            }
        });
        try {
            for (int i = 1; i < count; i++) {
                Image next = frame.apply(i);
                if (next.width() != first.width() || next.height() != first.height()) {
                    throw new IllegalArgumentException("frame " + i + " is " + next + ", frame 0 was " + first);
                }
                while (!rendered.offer(next, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    if (encoded.isCompletedExceptionally()) {
                        encoded.join();
                    }
                }
            }
            encoded.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof VideoException known
                    ? known
                    : new IllegalStateException("the video's encoder failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while the video was encoded");
        } finally {
            stop(encoder, encoded);
        }
    }

    /** Waits for the thread that uses the stream, which the caller frees next. */
    private static void stop(Thread encoder, CompletableFuture<Void> encoded) {
        encoder.interrupt();
        encoded.handle((none, failure) -> null).join();
    }
}
