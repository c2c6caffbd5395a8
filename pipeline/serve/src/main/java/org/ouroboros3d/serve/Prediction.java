package org.ouroboros3d.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationEvent;
import org.ouroboros3d.generate.GenerationListener;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.matting.PreparedImage;
import org.ouroboros3d.mesh.Mesh;

/**
 * One request to a model over its whole life: what became of it so far, the events that say so, and those who wait for it. It
 * is canceled when everyone who waited has gone, unless it was asked for without waiting.
 */
final class Prediction implements GenerationListener {
    /** Names as in Replicate's and Cog's interface. */
    enum Status {
        STARTING,
        PROCESSING,
        SUCCEEDED,
        FAILED,
        CANCELED;

        boolean ended() {
            return this != STARTING && this != PROCESSING;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What it takes besides pictures and Gaussians, roughly. */
    private static final long OWN_BYTES = 4096;

    private final PredictionLinks links;
    private final PredictionInput input;
    private final PreparedImage object;
    private final Instant created = Instant.now();
    private final CompletableFuture<Prediction> ended = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Held while the mesh is made. */
    private final ReentrantLock meshing = new ReentrantLock();

    private volatile Optional<Mesh> mesh = Optional.empty();

    /** Guarded by the lock, as what follows. */
    private final List<ServerEvent> events = new ArrayList<>();

    private final Map<Artifact, CompletableFuture<byte[]>> artifacts = new EnumMap<>(Artifact.class);
    private final Set<Object> waiting = new HashSet<>();
    private boolean detached;
    private Status status = Status.STARTING;
    private int place;
    private int steps;
    private long eventBytes;
    private Optional<Instant> started = Optional.empty();
    private Optional<Instant> completed = Optional.empty();
    private long endedNanos;
    private Optional<Problem> problem = Optional.empty();
    private Optional<Work> work = Optional.empty();
    private Optional<Generation> result = Optional.empty();

    /**
     * What computes it.
     *
     * @param model on which
     * @param future its result to come
     */
    record Work(ModelPool.Member model, CompletableFuture<Generation> future) {}

    Prediction(PredictionLinks links, PredictionInput input, PreparedImage object) {
        this.links = links;
        this.input = input;
        this.object = object;
    }

    String id() {
        return links.id();
    }

    PredictionLinks links() {
        return links;
    }

    PredictionInput input() {
        return input;
    }

    PreparedImage object() {
        return object;
    }

    /** It was accepted. */
    void accepted(Work accepted) {
        lock.lock();
        try {
            work = Optional.of(accepted);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void on(GenerationEvent event) {
        switch (event) {
            case GenerationEvent.Queued queued -> queued(queued.ahead());
            case GenerationEvent.Started begun -> started(begun);
            case GenerationEvent.Stage ignored -> {
                // Several in each step: more than a client can show.
            }
            case GenerationEvent.Step step -> step(step);
            case GenerationEvent.Finished finished ->
                end(Status.SUCCEEDED, Optional.of(finished.result()), Optional.empty());
            case GenerationEvent.Failed failed ->
                end(Status.FAILED, Optional.empty(), Optional.of(Problem.of(failed.cause())));
            case GenerationEvent.Cancelled ignored ->
                end(Status.CANCELED, Optional.empty(), Optional.of(new Problem(409, "the prediction was canceled")));
        }
    }

    private void queued(int ahead) {
        ObjectNode data = Json.object();
        data.put("place", ahead);
        lock.lock();
        try {
            place = ahead;
            add("queued", data, false);
        } finally {
            lock.unlock();
        }
    }

    private void started(GenerationEvent.Started begun) {
        ObjectNode data = Json.object();
        data.put("waited", seconds(begun.waited()));
        data.put("batch", begun.batch());
        lock.lock();
        try {
            status = Status.PROCESSING;
            place = 0;
            started = Optional.of(Instant.now());
            add("started", data, false);
        } finally {
            lock.unlock();
        }
    }

    private void step(GenerationEvent.Step step) {
        ObjectNode data = Json.object();
        data.put("done", step.done());
        data.put("total", step.total());
        step.preview().ifPresent(picture -> data.put("preview", dataUrl(picture)));
        lock.lock();
        try {
            steps = step.done();
            add("step", data, false);
        } finally {
            lock.unlock();
        }
    }

    private static String dataUrl(Image picture) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(ImageWriter.encodePng(picture));
    }

    private void end(Status how, Optional<Generation> made, Optional<Problem> reason) {
        lock.lock();
        try {
            status = how;
            result = made;
            problem = reason;
            completed = Optional.of(Instant.now());
            endedNanos = System.nanoTime();
            add(how.toString(), toJson(), true);
        } finally {
            lock.unlock();
        }
        ended.complete(this);
    }

    private void add(String name, ObjectNode data, boolean last) {
        ServerEvent event = ServerEvent.of(events.size() + 1L, name, data, last);
        eventBytes += event.json().length();
        events.add(event);
        changed.signalAll();
    }

    /** {@return this prediction, once it has ended in whatever way} */
    CompletableFuture<Prediction> ended() {
        return ended;
    }

    /** Someone waits for it, until {@link #leave}. */
    void join(Object who) {
        lock.lock();
        try {
            waiting.add(who);
        } finally {
            lock.unlock();
        }
    }

    /** Someone does not wait any more; the last one to go cancels it. */
    void leave(Object who) {
        boolean abandoned;
        lock.lock();
        try {
            abandoned = waiting.remove(who) && waiting.isEmpty() && !detached;
        } finally {
            lock.unlock();
        }
        if (abandoned) {
            cancel();
        }
    }

    /** {@return how many wait for it} */
    int waiters() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** It is wanted even if nobody waits. */
    void detach() {
        lock.lock();
        try {
            detached = true;
        } finally {
            lock.unlock();
        }
    }

    /** Stops it before its next step, unless it has ended. */
    void cancel() {
        work().future().cancel(false);
    }

    private Work work() {
        lock.lock();
        try {
            return work.orElseThrow(() -> new IllegalStateException("this prediction was not accepted"));
        } finally {
            lock.unlock();
        }
    }

    /** {@return the model that it was made on} */
    ModelPool.Member model() {
        return work().model();
    }

    /**
     * {@return the events after one, as soon as there are any; none if that takes longer than a time, or nobody wants them}
     *
     * @param after id of an event, 0 for all
     * @param isUnwanted looked at whenever {@link #wake} is called
     */
    List<ServerEvent> eventsAfter(long after, Duration patience, BooleanSupplier isUnwanted)
            throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (events.size() <= after && left > 0 && !isUnwanted.getAsBoolean()) {
                left = changed.awaitNanos(left);
            }
            int from = Math.clamp(after, 0, events.size());
            return List.copyOf(events.subList(from, events.size()));
        } finally {
            lock.unlock();
        }
    }

    /** Lets {@link #eventsAfter} look whether it is still wanted. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Status status() {
        lock.lock();
        try {
            return status;
        } finally {
            lock.unlock();
        }
    }

    Optional<Problem> problem() {
        lock.lock();
        try {
            return problem;
        } finally {
            lock.unlock();
        }
    }

    Optional<Generation> result() {
        lock.lock();
        try {
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** {@return how long ago it ended; nothing if it has not} */
    Optional<Duration> age() {
        lock.lock();
        try {
            return status.ended() ? Optional.of(Duration.ofNanos(System.nanoTime() - endedNanos)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@return a file of it, which is made once, whoever asks first}
     *
     * @param make begins to make it, and does not wait
     */
    CompletableFuture<byte[]> artifact(Artifact artifact, Supplier<CompletableFuture<byte[]>> make) {
        lock.lock();
        try {
            CompletableFuture<byte[]> known = artifacts.get(artifact);
            // One that failed may have met a full disk or a full memory.
            if (known != null && !known.isCompletedExceptionally()) {
                return known;
            }
            CompletableFuture<byte[]> made = make.get();
            artifacts.put(artifact, made);
            return made;
        } finally {
            lock.unlock();
        }
    }

    /** {@return the mesh of its Gaussians, which is made once, by whoever asks first} */
    Mesh mesh(Supplier<Mesh> make) {
        meshing.lock();
        try {
            Mesh made = mesh.orElseGet(make);
            mesh = Optional.of(made);
            return made;
        } finally {
            meshing.unlock();
        }
    }

    /** {@return what it holds in memory, roughly} */
    long bytes() {
        lock.lock();
        try {
            long sum = OWN_BYTES + 2 * eventBytes + object.image().array().length;
            for (CompletableFuture<byte[]> made : artifacts.values()) {
                sum += made.isDone() && !made.isCompletedExceptionally() ? made.join().length : 0;
            }
            return sum
                    + result.map(Prediction::bytes).orElse(0L)
                    + mesh.map(Prediction::bytes).orElse(0L);
        } finally {
            lock.unlock();
        }
    }

    private static long bytes(Mesh made) {
        return 4L * (made.positions().length + made.normals().length + made.colors().length + made.faces().length);
    }

    private static long bytes(Generation generation) {
        long sum = 0;
        for (List<Image> pictures : List.of(generation.views(), generation.renders(), generation.ccm())) {
            for (Image picture : pictures) {
                sum += picture.array().length;
            }
        }
        // The last step's are the result's.
        for (GaussianCloud cloud : generation.stepGaussians()) {
            sum += 4L
                    * (cloud.means().length
                            + cloud.opacities().length
                            + cloud.scales().length
                            + cloud.quats().length
                            + cloud.colors().length
                            + cloud.sh().length);
        }
        return sum;
    }

    ObjectNode toJson() {
        lock.lock();
        try {
            ObjectNode json = Json.object();
            json.put("id", id());
            json.put("status", status.toString());
            json.put("created_at", created.toString());
            started.ifPresent(time -> json.put("started_at", time.toString()));
            completed.ifPresent(time -> json.put("completed_at", time.toString()));
            json.set("input", input.toJson());
            if (status == Status.STARTING) {
                json.putObject("queue").put("place", place);
            }
            json.putObject("steps")
                    .put("done", steps)
                    .put("total", input.options().steps());
            object.warnings().forEach(json.putArray("warnings")::add);
            problem.ifPresent(reason -> json.set("error", reason.toJson()));
            if (status == Status.SUCCEEDED) {
                json.set("output", links.output());
                result.ifPresent(generation -> json.putObject("metrics")
                        .put("gaussians", generation.gaussians().count())
                        .put("queue_time", between(created, started))
                        .put("predict_time", between(started.orElse(created), completed)));
            }
            json.set("urls", links.urls());
            return json;
        } finally {
            lock.unlock();
        }
    }

    private static double between(Instant from, Optional<Instant> to) {
        return to.map(end -> seconds(Duration.between(from, end))).orElse(0.0);
    }

    private static double seconds(Duration time) {
        return time.toNanos() * 1e-9;
    }
}
