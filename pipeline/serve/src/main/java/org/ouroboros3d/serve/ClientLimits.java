package org.ouroboros3d.serve;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a client may hold. A connection that exceeds one of the times is closed.
 *
 * @param idle how long a connection may be open without a request
 * @param request how long a request, its body included, may take to arrive after its first byte
 * @param write how long a client may take for each 64 KiB of an answer
 * @param silence after which a stream of events without one gets a comment, so that nobody takes it for dead
 * @param connections that are open at once; another one closes that which has been idle longest, and is closed itself where
 *     none is idle
 * @param bodyBytes of all requests that are arriving or being read
 */
public record ClientLimits(
        Duration idle, Duration request, Duration write, Duration silence, int connections, long bodyBytes) {
    /** Fit for people on slow lines: a minute each, a comment after 15 seconds, 1,024 connections, 256 MiB. */
    public static final ClientLimits DEFAULT = new ClientLimits(
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(15),
            1024,
            256L << 20);

    /** Checks the ranges. */
    public ClientLimits {
        boolean inTime = Stream.of(idle, request, write, silence).allMatch(Duration::isPositive);
        if (!inTime || connections < 1 || bodyBytes < 1) {
            throw new IllegalArgumentException("limits of clients must be positive, not " + idle + ", " + request + ", "
                    + write + ", " + silence + ", " + connections + " and " + bodyBytes);
        }
    }

    /** {@return these limits with other times for a connection that is idle, a request that arrives and an answer that is taken} */
    public ClientLimits withTimes(Duration newIdle, Duration newRequest, Duration newWrite) {
        return new ClientLimits(newIdle, newRequest, newWrite, silence, connections, bodyBytes);
    }

    /** {@return these limits with comments after another time} */
    public ClientLimits withSilence(Duration value) {
        return new ClientLimits(idle, request, write, value, connections, bodyBytes);
    }

    /** {@return these limits with another number of connections} */
    public ClientLimits withConnections(int value) {
        return new ClientLimits(idle, request, write, silence, value, bodyBytes);
    }

    /** {@return these limits with another number of bytes of bodies} */
    public ClientLimits withBodyBytes(long value) {
        return new ClientLimits(idle, request, write, silence, connections, value);
    }
}
