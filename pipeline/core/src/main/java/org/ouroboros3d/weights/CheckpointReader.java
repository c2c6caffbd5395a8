package org.ouroboros3d.weights;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Locale;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsReader;
import org.ouroboros3d.format.torch.TorchReader;

/** Reads a weights file of any supported format. */
public final class CheckpointReader {
    private CheckpointReader() {}

    /**
     * Maps a checkpoint; nothing is copied and no tensor data is touched.
     *
     * <p>{@code *.safetensors}, PyTorch's {@code *.pth}, {@code *.pt}, {@code *.bin} and {@code *.ckpt}, or the
     * {@code *.index*.json} of a checkpoint in several files of these kinds.
     *
     * @param arena how long the mapping and the tensors' bytes stay valid
     * @throws WeightsException if a file is missing, damaged, or of another kind
     */
    public static Checkpoint read(Path file, Arena arena) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "safetensors" -> SafetensorsReader.read(file, arena);
            case "pth", "pt", "bin", "ckpt" -> TorchReader.read(file, arena);
            case "json" -> ShardedReader.read(file, arena);
            default ->
                throw new WeightsException(
                        file.toString(),
                        null,
                        "not a weights file: .safetensors, .pth, .pt, .bin or .ckpt is expected");
        };
    }
}
