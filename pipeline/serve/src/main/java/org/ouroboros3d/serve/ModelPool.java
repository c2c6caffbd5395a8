package org.ouroboros3d.serve;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.generate.QueueFullException;

/** Equal models that share the requests. */
final class ModelPool {
    private final List<Member> members;

    /** A model, and how many requests it has that have not ended. */
    record Member(Ouroboros3D model, AtomicInteger load) {}

    /** @param models at least one; closed by the caller */
    ModelPool(List<Ouroboros3D> models) {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("a server needs at least one model");
        }
        this.members = models.stream()
                .map(model -> new Member(model, new AtomicInteger()))
                .toList();
    }

    Ouroboros3D first() {
        return members.getFirst().model();
    }

    int size() {
        return members.size();
    }

    /** {@return how many requests wait} */
    int waiting() {
        return members.stream().mapToInt(member -> member.model().waiting()).sum();
    }

    boolean isOpen() {
        return members.stream().allMatch(member -> member.model().isOpen());
    }

    /**
     * {@return the work of a request, on the model with the fewest}
     *
     * @throws QueueFullException if as many wait as all of them allow
     */
    Prediction.Work submit(GenerationRequest request) {
        QueueFullException full = null;
        for (Member member : members.stream()
                .sorted(Comparator.comparingInt(each -> each.load().get()))
                .toList()) {
            member.load().incrementAndGet();
            boolean accepted = false;
            try {
                CompletableFuture<Generation> future = member.model().submit(request);
                accepted = true;
                count(member, future);
                return new Prediction.Work(member, future);
            } catch (QueueFullException e) {
                full = e;
            } finally {
                if (!accepted) {
                    member.load().decrementAndGet();
                }
            }
        }
        throw full;
    }

    // What is made of the future is not needed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void count(Member member, CompletableFuture<Generation> future) {
        future.whenComplete((generation, failure) -> member.load().decrementAndGet());
    }
}
