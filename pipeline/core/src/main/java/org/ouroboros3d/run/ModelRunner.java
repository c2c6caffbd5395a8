package org.ouroboros3d.run;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationMetrics;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.graph.StepGraphs;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.queue.BatchRunner;
import org.ouroboros3d.queue.GenerationBatch;
import org.ouroboros3d.sample.Fence;
import org.ouroboros3d.tensor.DeviceMemory;

/**
 * Computes batches with a loaded model.
 *
 * @param graphs its recorded steps, if they are
 */
public record ModelRunner(LoadedModel model, Optional<StepGraphs> graphs) implements BatchRunner {
    private static final System.Logger LOG = System.getLogger(ModelRunner.class.getName());

    @Override
    public List<Generation> run(GenerationBatch batch) {
        List<Generation> generations = new GenerationRun(model, graphs, Fence.on(model.device()), batch).run();
        model.batches().served(batch.options(), generations.size());
        LOG.log(
                Level.DEBUG,
                "generated {0} with {1}: seconds by stage {2}",
                generations.size(),
                batch.options(),
                generations.getFirst().stageSeconds());
        return generations;
    }

    @Override
    public int limit(GenerationOptions options, int most) {
        return model.batches().objects(options, most);
    }

    @Override
    public GenerationMetrics.Memory memory() {
        GenerationMetrics.Memory ofProcess = BatchRunner.super.memory();
        return model.device().isHost()
                ? ofProcess
                : new GenerationMetrics.Memory(
                        ofProcess.liveTensors(), ofProcess.residentBytes(), DeviceMemory.free(model.device()));
    }
}
