package org.ouroboros3d.spark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ouroboros3d.eval.Evaluation;
import org.ouroboros3d.eval.MethodScores;
import org.ouroboros3d.eval.Scorer;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.tensor.Device;

/** The evaluations of this executor: one for each device, with a model and a thread that owns the model's tensors. */
final class ExecutorEvaluation {
    private static final Map<Key, ExecutorEvaluation> OPEN = new HashMap<>();

    private record Key(Device device, EvalSettings settings) {}

    private final EvalSettings settings;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("evaluation").daemon().factory());
    private final LoadedModel model;
    private final Evaluation evaluation;

    private ExecutorEvaluation(Device device, EvalSettings settings) {
        this.settings = settings;
        this.model = call(() -> LoadedModel.open(
                device, settings.model().options(), settings.model().paths()));
        this.evaluation = call(() -> new Evaluation(
                settings.comparison().methods(model, settings.options(model.info())), new Scorer(Optional.empty())));
    }

    /** {@return the evaluation, which stays until the executor ends} Tasks wait for one that is being opened. */
    static ExecutorEvaluation get(Device device, EvalSettings settings) {
        synchronized (OPEN) {
            Key key = new Key(device, settings);
            if (!OPEN.containsKey(key)) {
                OPEN.put(key, new ExecutorEvaluation(device, settings));
            }
            return OPEN.get(key);
        }
    }

    /** Frees the models of this process. */
    static void closeAll() {
        synchronized (OPEN) {
            OPEN.values().forEach(ExecutorEvaluation::close);
            OPEN.clear();
        }
    }

    /**
     * {@return what each method reached on an object}
     *
     * @throws org.ouroboros3d.error.InputException if the object cannot be read
     */
    List<MethodScores> run(String object) {
        return call(() -> evaluation.run(
                List.of(settings.subject(object, settings.comparison().size(model.info()))),
                (index, method, subject, prediction, scores) -> {}));
    }

    private void close() {
        call(() -> {
            model.close();
            return this;
        });
        thread.shutdown();
    }

    private <T> T call(Callable<T> work) {
        Future<T> result = thread.submit(work);
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancellationException("the task was stopped");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw new IllegalStateException("the evaluation failed", e.getCause());
            }
        }
    }
}
