package org.ouroboros3d.train;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.data.ShapeStream;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.run.OrbitBatches;
import org.ouroboros3d.train.run.SmallModel;

/** A small model, two objects and draws with two noise levels. */
final class TrainingFixture implements AutoCloseable {
    private static final int SIZE = 32;
    private static final double PERTURBATION = 0.05;

    final TrainableModel model;
    final Parameters parameters;
    final TrainingBatch batch;

    TrainingFixture() throws IOException {
        model = TrainableModel.initial(SmallModel.config(), 7, Device.CPU);
        parameters = model.trained(Set.of(ModelPart.MV_MODEL, ModelPart.RECON_MODEL));
        perturb();
        ShapeSettings settings = ShapeSettings.training(1, SIZE);
        try (OrbitBatches batches =
                new OrbitBatches(List.of(position -> ShapeStream.open(settings, position, 1, 2)), 8, Device.CPU)) {
            batch = batches.batch(0, 2);
        }
    }

    /** What starts at zero would hide gradients. */
    private void perturb() {
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            HostNoise noise = new HostNoise(11);
            long stream = 0;
            for (Map.Entry<String, Tensor> entry : new TreeMap<>(model.tensors()).entrySet()) {
                Tensor tensor = entry.getValue();
                Arithmetic.addInPlace(tensor, Arithmetic.mul(noise.normal(stream++, tensor.shape()), PERTURBATION));
            }
        }
    }

    StepDraws draws(boolean selfConditioned) {
        DrawSource source =
                new DrawSource(new HostNoise(3), new LogNormal(0, 1), LogNormal.CONDITION, selfConditioned ? 1 : 0);
        return source.draws(0, batch, model.vae().latentChannels(), model.vae().downsampling());
    }

    /** The gradients that were collected, in the parameters' order, with zeros for those that have none. */
    Map<String, Tensor> gradients() {
        Map<String, Tensor> gradients = new TreeMap<>();
        int i = 0;
        for (String name : parameters.byName().keySet()) {
            parameters.gradients().get(i++).ifPresent(gradient -> gradients.put(name, Shapes.clone(gradient)));
        }
        return gradients;
    }

    @Override
    public void close() {
        model.close();
    }
}
