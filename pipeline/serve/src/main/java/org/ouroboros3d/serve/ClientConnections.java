package org.ouroboros3d.serve;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are open: closes those that take too long, and idle ones where there are too many. */
final class ClientConnections {
    private final ClientLimits limits;
    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
    private final long origin = System.nanoTime();

    ClientConnections(ClientLimits limits) {
        this.limits = limits;
    }

    ClientLimits limits() {
        return limits;
    }

    /** {@return nanoseconds since this was made} */
    long now() {
        return System.nanoTime() - origin;
    }

    /** {@return whether a connection may be served; the one that has been idle longest goes for it} */
    synchronized boolean admit(ClientConnection connection) {
        if (open.size() >= limits.connections()) {
            Optional<ClientConnection> idle = open.stream()
                    .filter(ClientConnection::isIdle)
                    .min(Comparator.comparingLong(ClientConnection::idleSince));
            if (idle.isEmpty()) {
                return false;
            }
            forget(idle.get());
            idle.get().abort();
        }
        return open.add(connection);
    }

    void forget(ClientConnection connection) {
        open.remove(connection);
    }

    /** {@return whether any request is here that is not answered yet} */
    boolean isAnswering() {
        return open.stream().anyMatch(ClientConnection::isAnswering);
    }

    int count() {
        return open.size();
    }

    /** Closes what is late. */
    void sweep() {
        long now = now();
        open.stream().filter(connection -> connection.isLate(now)).forEach(ClientConnection::abort);
    }
}
