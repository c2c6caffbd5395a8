package org.ouroboros3d.generate;

import java.util.concurrent.RejectedExecutionException;

/** A generation was not accepted, because as many as a model allows are waiting for it already. */
public final class QueueFullException extends RejectedExecutionException {
    private static final long serialVersionUID = 1L;

    public QueueFullException(int maxWaiting) {
        super(maxWaiting + " generations wait for this model already; ask again later, or allow more with"
                + " ModelOptions.withMaxWaiting");
    }
}
