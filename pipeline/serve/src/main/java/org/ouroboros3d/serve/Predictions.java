package org.ouroboros3d.serve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The predictions that clients can ask for: those that have not ended, and those that ended lately. */
final class Predictions {
    private final Retention retention;
    /** By id, the oldest first. Guarded by this, as what follows. */
    private final Map<String, Prediction> all = new LinkedHashMap<>();

    private final Map<String, Keyed> byKey = new HashMap<>();

    /**
     * A prediction that was asked for with an {@code Idempotency-Key}.
     *
     * @param fingerprint of the request
     * @param prediction once it was accepted
     */
    private record Keyed(String fingerprint, CompletableFuture<Prediction> prediction) {}

    Predictions(Retention retention) {
        this.retention = retention;
    }

    /** Keeps a prediction until it has ended, and some time more. */
    void add(Prediction prediction) {
        synchronized (this) {
            all.put(prediction.id(), prediction);
        }
        sweep();
    }

    /** {@return a prediction that is kept} */
    synchronized Optional<Prediction> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    /**
     * {@return the prediction of a key: that of an earlier request, or a new one}
     *
     * @param fingerprint of the request, which has to be the same for the same key
     * @param create makes and {@link #add adds} the new one; what it throws leaves the key free
     * @throws ProblemException if the key belongs to another request
     */
    Prediction keyed(String key, String fingerprint, Supplier<Prediction> create) {
        Keyed mine = new Keyed(fingerprint, new CompletableFuture<>());
        Keyed known;
        synchronized (this) {
            known = byKey.putIfAbsent(key, mine);
        }
        if (known == null) {
            return create(key, mine, create);
        }
        if (!known.fingerprint().equals(fingerprint)) {
            throw new Problem(422, "this Idempotency-Key was used for another request; take a new one").exception();
        }
        try {
            return known.prediction().join();
        } catch (CompletionException e) {
            throw Problem.of(e.getCause()).exception();
        }
    }

    private Prediction create(String key, Keyed mine, Supplier<Prediction> create) {
        try {
            Prediction created = create.get();
            mine.prediction().complete(created);
            return created;
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                byKey.remove(key, mine);
            }
            mine.prediction().completeExceptionally(e);
            throw e;
        }
    }

    /** Drops what ended too long ago, and the oldest of the rest while they take too much. */
    synchronized void sweep() {
        List<Prediction> ended = new ArrayList<>();
        long bytes = 0;
        for (Prediction prediction : all.values()) {
            if (prediction.age().isPresent()) {
                ended.add(prediction);
                bytes += prediction.bytes();
            }
        }
        int before = all.size();
        for (Prediction prediction : ended) {
            boolean old = prediction.age().orElseThrow().compareTo(retention.time()) > 0;
            if (old || bytes > retention.bytes()) {
                bytes -= prediction.bytes();
                all.remove(prediction.id());
            }
        }
        if (all.size() < before) {
            byKey.values().removeIf(this::isDropped);
        }
    }

    private boolean isDropped(Keyed keyed) {
        Prediction prediction = keyed.prediction().getNow(null);
        return prediction != null && !all.containsKey(prediction.id());
    }

    /** {@return predictions that have not ended} */
    synchronized List<Prediction> running() {
        return all.values().stream()
                .filter(prediction -> prediction.age().isEmpty())
                .toList();
    }

    /** {@return how many are kept} */
    synchronized int count() {
        return all.size();
    }

    /** {@return what they take in memory, roughly} */
    synchronized long bytes() {
        return all.values().stream().mapToLong(Prediction::bytes).sum();
    }
}
