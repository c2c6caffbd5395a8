package org.ouroboros3d.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.model.LatentDecoder;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainableModel;

class AutoencoderInitTest {
    private static final int SIZE = 32;

    /** A square of one colour on white, in [-1, 1]. */
    private static Tensor picture(float... color) {
        float[] values = new float[3 * SIZE * SIZE];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    boolean inside = Math.min(x, y) >= SIZE / 4 && Math.max(x, y) < 3 * SIZE / 4;
                    values[(c * SIZE + y) * SIZE + x] = inside ? color[c] : 1;
                }
            }
        }
        return Tensor.of(values, 1, 3, SIZE, SIZE);
    }

    /** The colour in the middle of what an autoencoder with its first weights makes of a picture. */
    private static float[] passed(TrainableModel model, Tensor picture) {
        Networks networks = model.modules().networks();
        LatentDecoder decoder = networks.latentDecoder();
        Tensor decoded =
                decoder.decode(Shapes.unsqueeze(networks.latentEncoder().encode(picture), 1));
        float[] values = decoded.toFloatArray();
        float[] middle = new float[3];
        for (int c = 0; c < 3; c++) {
            middle[c] = values[(c * SIZE + SIZE / 2) * SIZE + SIZE / 2];
        }
        return middle;
    }

    @Test
    void coloursPassAnAutoencoderThatHasNotBeenTrained() {
        float[][] colors = {{0.6f, -0.8f, -0.8f}, {-0.8f, 0.6f, -0.8f}, {-0.8f, -0.8f, 0.6f}};
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled();
                TrainableModel model = TrainableModel.initial(BuiltInModel.config(), 1, Device.CPU)) {
            for (int strongest = 0; strongest < 3; strongest++) {
                float[] middle = passed(model, picture(colors[strongest]));
                for (int c = 0; c < 3; c++) {
                    if (c != strongest) {
                        assertThat(middle[strongest] - middle[c]).isGreaterThan(0.5f);
                    }
                }
            }
        }
    }
}
