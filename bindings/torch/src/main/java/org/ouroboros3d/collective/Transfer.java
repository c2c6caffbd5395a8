package org.ouroboros3d.collective;

/** A collective operation that was started. Its tensors must neither be changed, read nor closed before it is done. */
@FunctionalInterface
public interface Transfer {
    /** One that is done. */
    Transfer DONE = () -> {};

    /**
     * Waits until the operation is done on this rank; on a device, work that is enqueued from now on sees its result.
     *
     * @throws CollectiveException if a rank did not take part in time, or the library failed
     */
    void await();
}
