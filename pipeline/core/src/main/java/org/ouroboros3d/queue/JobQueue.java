package org.ouroboros3d.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.ouroboros3d.generate.GenerationRequest;

/**
 * What waits for a model, in the order in which it is computed: generations behind all of their priority or a higher one, and
 * nothing before a call that came earlier. Not thread-safe.
 */
final class JobQueue {
    private final List<Job> jobs = new ArrayList<>();

    void addCall(FutureTask<?> task) {
        jobs.add(new Job.Call(task));
    }

    void add(QueuedGeneration generation) {
        jobs.add(placeOf(generation.request()), generation);
    }

    private int placeOf(GenerationRequest request) {
        int place = jobs.size();
        while (place > 0
                && jobs.get(place - 1) instanceof QueuedGeneration before
                && before.request().priority() < request.priority()) {
            place--;
        }
        return place;
    }

    /** {@return how many generations would be computed before one that is added now} */
    int countBefore(GenerationRequest request) {
        return generations(jobs.subList(0, placeOf(request))).size();
    }

    /** {@return the generations in their order} */
    List<QueuedGeneration> generations() {
        return generations(jobs);
    }

    private static List<QueuedGeneration> generations(List<Job> jobs) {
        List<QueuedGeneration> generations = new ArrayList<>();
        for (Job job : jobs) {
            if (job instanceof QueuedGeneration generation) {
                generations.add(generation);
            }
        }
        return generations;
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    Job removeFirst() {
        return jobs.removeFirst();
    }

    void remove(QueuedGeneration generation) {
        jobs.remove(generation);
    }
}
