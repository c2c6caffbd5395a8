package org.ouroboros3d.queue;

import java.util.concurrent.FutureTask;

/** What waits for the model's thread. */
sealed interface Job permits QueuedGeneration, Job.Call {
    /** Work on the model itself, such as loading it, for which others wait. */
    record Call(FutureTask<?> task) implements Job {}
}
