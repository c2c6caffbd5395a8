package org.ouroboros3d.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.ouroboros3d.image.Image;

/**
 * Runs methods over objects. Not thread-safe.
 *
 * @param methods by name, in the order of the report
 * @param scorer of their pictures
 */
public record Evaluation(Map<String, Method> methods, Scorer scorer) {
    private static final double NANOS = 1e9;

    /** Copies the map, whose order stays. */
    public Evaluation {
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("there is no method to evaluate");
        }
        methods = Collections.unmodifiableMap(new LinkedHashMap<>(methods));
    }

    /** Hears of every prediction. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A method has predicted an object.
         *
         * @param index of the object, from 0
         */
        void predicted(int index, String method, Subject subject, Prediction prediction, SubjectScores scores);
    }

    /** The first view is what the methods are shown. */
    private static List<Image> unseen(List<Image> views) {
        return views.subList(1, views.size());
    }

    private static List<Image> front(List<Image> views) {
        return views.subList(0, 1);
    }

    private StepScores score(StepPrediction step, List<Image> truth) {
        return new StepScores(step.step(), scorer.score(step.views(), truth), scorer.score(step.renders(), truth));
    }

    /**
     * {@return what each method reached, in their order}
     *
     * @throws CancellationException if the thread is interrupted
     */
    public List<MethodScores> run(Iterable<Subject> subjects, Listener listener) {
        Map<String, List<SubjectScores>> scores = new LinkedHashMap<>();
        methods.keySet().forEach(name -> scores.put(name, new ArrayList<>()));
        int index = 0;
        for (Subject subject : subjects) {
            for (Map.Entry<String, Method> method : methods.entrySet()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("stopped after " + index + " objects");
                }
                long start = System.nanoTime();
                Prediction prediction = method.getValue().predict(subject);
                double seconds = (System.nanoTime() - start) / NANOS;
                List<Image> truth = subject.views();
                SubjectScores reached = new SubjectScores(
                        subject.id(),
                        scorer.score(prediction.views(), truth),
                        scorer.score(prediction.renders(), truth),
                        scorer.score(unseen(prediction.renders()), unseen(truth)),
                        scorer.score(front(prediction.renders()), front(truth)),
                        prediction.steps().stream()
                                .map(step -> score(step, truth))
                                .toList(),
                        seconds);
                scores.get(method.getKey()).add(reached);
                listener.predicted(index, method.getKey(), subject, prediction, reached);
            }
            index++;
        }
        return scores.entrySet().stream()
                .map(entry -> new MethodScores(entry.getKey(), entry.getValue()))
                .toList();
    }
}
