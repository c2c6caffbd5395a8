package org.ouroboros3d.serve;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * One client's connection. Stands between Helidon and the socket, so that every wait for the client has an end, and so that a
 * request which waits for something else learns when its client goes away: meanwhile a thread of its own reads on.
 */
final class ClientConnection implements ServerConnection, InterruptableTask<Void> {
    private static final System.Logger LOG = System.getLogger(ClientConnection.class.getName());
    private static final ThreadLocal<ClientConnection> CURRENT = new ThreadLocal<>();
    private static final long NEVER = Long.MAX_VALUE;

    /** How long, and how much of, a request is received that was answered before it was here. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final long LINGER_BYTES = 8L << 20;

    /** Bytes of an answer for which a client is given {@link ClientLimits#write}. */
    private static final int PART = 1 << 16;

    private enum Phase {
        /** Between requests. */
        IDLE,
        /** A request has begun to arrive. */
        RECEIVING,
        /** A request is here, and its client waits for us. */
        ANSWERING
    }

    private final ConnectionContext context;
    private final ClientConnections all;
    private final ServerConnection http;
    private volatile Phase phase = Phase.IDLE;
    private volatile long idleSince;
    private volatile long readDue = NEVER;
    private volatile long writeDue = NEVER;
    /** What is read while a request is being answered; empty where nothing is. Used by the connection's own thread. */
    private CompletableFuture<byte[]> ahead;
    /** What the client wants of the answer; null if it wants its body, too. Used by the connection's own thread. */
    private AnswerHead head;

    /** @param http makes what speaks HTTP over a connection */
    ClientConnection(
            ConnectionContext context, ClientConnections all, Function<ConnectionContext, ServerConnection> http) {
        this.context = context;
        this.all = all;
        this.idleSince = all.now();
        this.http = http.apply(new BoundedContext(context, DataReader.create(this::next), new PartWriter()));
    }

    /** {@return that of the request which the calling thread answers} */
    static ClientConnection current() {
        return CURRENT.get();
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        if (!all.admit(this)) {
            throw new CloseConnectionException("too many connections are open");
        }
        CURRENT.set(this);
        try {
            http.handle(limit);
        } finally {
            CURRENT.remove();
            all.forget(this);
        }
    }

    /** The next bytes of the client; null at their end. */
    private byte[] next() {
        if (phase == Phase.IDLE) {
            readDue = all.now() + all.limits().idle().toNanos();
        }
        byte[] bytes;
        if (ahead == null) {
            bytes = read();
        } else {
            bytes = readAhead();
            ahead = null;
        }
        if (phase == Phase.IDLE && bytes != null) {
            readDue = all.now() + all.limits().request().toNanos();
            phase = Phase.RECEIVING;
        }
        return bytes;
    }

    private byte[] read() {
        DataReader reader = context.dataReader();
        try {
            reader.ensureAvailable();
            return reader.readBytes(reader.available());
        } catch (DataReader.InsufficientDataAvailableException e) {
            return null;
        }
    }

    private byte[] readAhead() {
        try {
            return ahead.get();
        } catch (InterruptedException e) {
            // As a read would be: the server stops.
            Thread.currentThread().interrupt();
            abort();
            return null;
        } catch (ExecutionException e) {
            throw new CloseConnectionException("the connection failed", e.getCause());
        }
    }

    /** The request that this thread answers is here as a whole: from now on its client waits. */
    void received() {
        readDue = NEVER;
        phase = Phase.ANSWERING;
    }

    /** The client asks for the head that the answer to a GET has, and must get no body. */
    void headOnly() {
        head = new AnswerHead();
    }

    /** {@return whether bytes of the request are still to come} */
    boolean isReceiving() {
        return phase == Phase.RECEIVING;
    }

    /**
     * The request was answered.
     *
     * @param isLast whether the client was told that the connection closes; Helidon itself would read on
     * @throws CloseConnectionException if it was
     */
    void answered(boolean isLast) {
        boolean isHere = phase != Phase.RECEIVING;
        phase = Phase.IDLE;
        idleSince = all.now();
        head = null;
        if (isLast) {
            if (!isHere) {
                linger();
            }
            throw new CloseConnectionException("the answer was the last one");
        }
    }

    /** Takes a little of what is still to come: closed at once, the connection would be reset, and the answer lost. */
    private void linger() {
        readDue = all.now() + LINGER.toNanos();
        long taken = 0;
        try {
            byte[] bytes = read();
            while (bytes != null && taken < LINGER_BYTES && all.now() < readDue) {
                taken += bytes.length;
                bytes = read();
            }
        } catch (CloseConnectionException e) {
            LOG.log(Level.DEBUG, "the client was faster", e);
        }
    }

    /** While it is open, its action is run, once, if the client goes away. */
    record Watch(AtomicReference<Runnable> action) implements AutoCloseable {
        private void ring() {
            Runnable pending = action.getAndSet(null);
            if (pending != null) {
                pending.run();
            }
        }

        @Override
        public void close() {
            action.set(null);
        }
    }

    /**
     * Watches the client. One that sends more meanwhile, as the next request before it has this one's answer, is not watched any
     * more: what it sends is kept, and not read on.
     *
     * @param action run on another thread
     */
    // What is made of the future is not needed.
    @SuppressWarnings("FutureReturnValueIgnored")
    Watch onGone(Runnable action) {
        Watch watch = new Watch(new AtomicReference<>(action));
        if (ahead == null) {
            CompletableFuture<byte[]> reading = new CompletableFuture<>();
            ahead = reading;
            Thread.ofVirtual().name("ouroboros3d-client").start(() -> {
                try {
                    reading.complete(read());
                } catch (RuntimeException e) {
                    reading.completeExceptionally(e);
                }
            });
        }
        ahead.whenComplete((bytes, failure) -> {
            if (bytes == null) {
                watch.ring();
            }
        });
        return watch;
    }

    boolean isAnswering() {
        return phase == Phase.ANSWERING;
    }

    boolean isIdle() {
        return phase == Phase.IDLE;
    }

    long idleSince() {
        return idleSince;
    }

    boolean isLate(long now) {
        return now > readDue || now > writeDue;
    }

    /** Closes the socket under whoever uses it. */
    void abort() {
        try {
            context.serverSocket().close();
        } catch (UncheckedIOException e) {
            LOG.log(Level.DEBUG, "the client was faster", e);
        }
    }

    @Override
    public Duration idleTime() {
        return http.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
        http.close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
        return http instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    /** Never called: this is no task of its own, but tells whether the one that runs it may be interrupted. */
    @Override
    public void run() {
        throw new UnsupportedOperationException("a connection is handled, not run");
    }

    /** Writes in parts, each of which has to be taken in time. */
    private final class PartWriter implements DataWriter {
        @Override
        public void write(BufferData... buffers) {
            for (BufferData buffer : buffers) {
                write(buffer);
            }
        }

        @Override
        public void write(BufferData buffer) {
            try {
                while (!buffer.consumed()) {
                    byte[] part = new byte[Math.min(buffer.available(), PART)];
                    buffer.read(part);
                    if (head != null) {
                        part = Arrays.copyOf(part, head.lengthIn(part));
                    }
                    writeDue = all.now() + all.limits().write().toNanos();
                    context.dataWriter().writeNow(BufferData.create(part));
                }
            } finally {
                writeDue = NEVER;
            }
        }

        @Override
        public void writeNow(BufferData... buffers) {
            write(buffers);
        }

        @Override
        public void writeNow(BufferData buffer) {
            write(buffer);
        }
    }
}
