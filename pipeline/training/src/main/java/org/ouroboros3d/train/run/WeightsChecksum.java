package org.ouroboros3d.train.run;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainableModel;

/** Tells weights apart: a resumed run has to find the same frozen ones, and ranks have to begin with the same of all. */
final class WeightsChecksum {
    private WeightsChecksum() {}

    /** {@return CRC-32C of names and elements of all tensors of a model but some} */
    static String of(TrainableModel model, Set<String> leftOut) {
        CRC32C crc = new CRC32C();
        for (Map.Entry<String, Tensor> entry : new TreeMap<>(model.tensors()).entrySet()) {
            if (!leftOut.contains(entry.getKey())) {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor onHost = Shapes.contiguous(entry.getValue().detach().to(Device.CPU));
                    crc.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
                    crc.update(onHost.segment().asByteBuffer());
                }
            }
        }
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
