package org.ouroboros3d.image;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsReader;
import org.ouroboros3d.format.safetensors.SafetensorsWriter;
import org.ouroboros3d.tensor.DType;

/** Pictures as tensors in safetensors files, for which no codec is needed. */
public final class ImageArchive {
    /** The tensor that {@link #read} takes. */
    public static final String IMAGE = "image";

    private static final String FORMAT =
            "an object is image [S, S, 3 or 4] of uint8, cut out and centred: RGBA, or RGB" + " on white";

    private ImageArchive() {}

    /** {@return whether a file is named as one of safetensors} */
    public static boolean matches(Path file) {
        return file.toString().endsWith(".safetensors");
    }

    /**
     * {@return the square picture of an object in {@value #IMAGE}, [S, S, 3 or 4] of uint8; RGB is on white}
     *
     * @throws WeightsException if the file cannot be read or is of another form
     */
    public static Image read(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            Checkpoint content = SafetensorsReader.read(file, arena);
            TensorData tensor = content.tensors().get(IMAGE);
            if (tensor == null) {
                throw new WeightsException(content.source(), IMAGE, "missing; " + FORMAT);
            }
            long[] shape = tensor.shape();
            boolean sound = tensor.dtype() == DType.UINT8
                    && shape.length == 3
                    && shape[0] == shape[1]
                    && shape[0] > 0
                    && shape[0] * shape[1] <= ImageReader.MAX_PIXELS
                    && (shape[2] == 3 || shape[2] == 4);
            if (!sound) {
                throw new WeightsException(content.source(), IMAGE, "is " + tensor + "; " + FORMAT);
            }
            return Image.of(
                    (int) shape[1],
                    (int) shape[0],
                    (int) shape[2],
                    tensor.data().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /**
     * Writes lists of pictures as tensors [count, H, W, channels] of uint8.
     *
     * @param lists by name; pictures of one list have one size
     */
    public static void write(Path file, Map<String, List<Image>> lists) {
        List<TensorData> tensors = new ArrayList<>();
        lists.forEach((name, images) -> tensors.add(tensor(name, images)));
        SafetensorsWriter.write(file, Map.of(), tensors);
    }

    private static TensorData tensor(String name, List<Image> images) {
        Image first = images.getFirst();
        byte[] all = new byte[Math.multiplyExact(images.size(), first.array().length)];
        int at = 0;
        for (Image image : images) {
            if (image.width() != first.width()
                    || image.height() != first.height()
                    || image.channels() != first.channels()) {
                throw new IllegalArgumentException(name + " mixes " + first + " with " + image);
            }
            System.arraycopy(image.array(), 0, all, at, image.array().length);
            at += image.array().length;
        }
        return TensorData.of(
                name,
                DType.UINT8,
                MemorySegment.ofArray(all),
                images.size(),
                first.height(),
                first.width(),
                first.channels());
    }
}
