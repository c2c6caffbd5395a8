package org.ouroboros3d.serve;

import java.time.Duration;

/**
 * What a client may hold. A connection that exceeds one of the times is closed.
 *
 * @param idle how long a connection may be open without a request
 * @param request how long a request, its body included, may take to arrive after its first byte
 * @param write how long a client may take for each 64 KiB of an answer
 * @param connections that are open at once; another one closes that which has been idle longest, and is closed itself where
 *     none is idle
 * @param bodyBytes of all requests that are arriving or being read
 */
public record ClientLimits(Duration idle, Duration request, Duration write, int connections, long bodyBytes) {
    /** Fit for people on slow lines: a minute each, 1,024 connections, 256 MiB. */
    public static final ClientLimits DEFAULT =
            new ClientLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1), 1024, 256L << 20);

    /** Checks the ranges. */
    public ClientLimits {
        if (!idle.isPositive() || !request.isPositive() || !write.isPositive() || connections < 1 || bodyBytes < 1) {
            throw new IllegalArgumentException("limits of clients must be positive, not " + idle + ", " + request + ", "
                    + write + ", " + connections + " and " + bodyBytes);
        }
    }
}
