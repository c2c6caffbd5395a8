package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.mesh.MeshFormat;
import org.ouroboros3d.output.ResultFile;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.train.run.StageKind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads values of options. */
final class Converters {
    private Converters() {}

    /** Reads with a function that throws {@link IllegalArgumentException}, whose message explains the value. */
    abstract static class Parsed<T> implements ITypeConverter<T> {
        private final Function<String, T> parse;

        Parsed(Function<String, T> parse) {
            this.parse = parse;
        }

        @Override
        public final T convert(String text) {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads {@code white}, {@code black}, {@code transparent} or {@code #rrggbb}. */
    static final class OfBackground extends Parsed<Background> {
        OfBackground() {
            super(Background::parse);
        }
    }

    /** Reads {@code cpu}, {@code cuda} or {@code cuda:1}. */
    static final class OfDevice extends Parsed<Device> {
        OfDevice() {
            super(Device::parse);
        }
    }

    /** Reads {@code 16000} or {@code 16000,4}. */
    static final class OfLookup extends Parsed<Lookup> {
        OfLookup() {
            super(Lookup::parse);
        }
    }

    /** Reads {@code glb} or another word for a format of meshes. */
    static final class OfMeshFormat extends Parsed<MeshFormat> {
        OfMeshFormat() {
            super(text -> MeshFormat.of(Path.of("." + word(text)))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "unknown format '" + text + "' of meshes; use glb, obj, ply or stl")));
        }
    }

    /** Reads {@code bf16} or {@code denoiser=bf16,decoder=fp16}. */
    static final class OfPrecision extends Parsed<Precision> {
        OfPrecision() {
            super(Precision::parse);
        }
    }

    /** Reads {@code ply} or another word for a result. */
    static final class OfResultFile extends Parsed<ResultFile> {
        OfResultFile() {
            super(text -> ResultFile.chosen(word(text)));
        }
    }

    /** Reads the name of a training stage, such as {@code pretrain-planes}; former names are accepted with a warning. */
    static final class OfStage extends Parsed<StageKind> {
        OfStage() {
            super(text -> StageKind.named(text.toLowerCase(Locale.ROOT).replace('_', '-')));
        }
    }

    /** Reads a number of threads. */
    static final class OfThreads extends Parsed<Integer> {
        OfThreads() {
            super(OfThreads::parse);
        }

        private static int parse(String text) {
            int threads;
            try {
                threads = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a number of threads", e);
            }
            if (threads < 1 || threads > LibTorch.MAX_THREADS) {
                throw new IllegalArgumentException(
                        "threads must be between 1 and " + LibTorch.MAX_THREADS + ", not " + threads);
            }
            return threads;
        }
    }

    private static String word(String text) {
        return text.trim().toLowerCase(Locale.ROOT);
    }
}
