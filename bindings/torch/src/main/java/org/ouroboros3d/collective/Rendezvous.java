package org.ouroboros3d.collective;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Gives all ranks the same bytes where no MPI does: rank 0 waits at a port, the others ask it.
 *
 * @param host of rank 0
 * @param port at which it waits
 * @param timeout within which all have to come
 */
record Rendezvous(String host, int port, Duration timeout) {
    private static final int GREETING = 0x4f334431;
    private static final long PAUSE_NANOS = 200_000_000;

    /**
     * {@return the meeting point that {@code MASTER_ADDR} and {@code MASTER_PORT} name} torchrun's own store may hold that
     * port, which it says; then it is the next one.
     */
    static Rendezvous of(Map<String, String> variables, Duration timeout) {
        String host = variables.get("MASTER_ADDR");
        String port = variables.get("MASTER_PORT");
        if (host == null || port == null || !port.matches("\\d{1,5}")) {
            throw new CollectiveException("MASTER_ADDR and MASTER_PORT, which say where rank 0 is, are " + host
                    + " and " + port + "; start with torchrun or mpirun, or set both");
        }
        boolean taken = "True".equals(variables.get("TORCHELASTIC_USE_AGENT_STORE"));
        return new Rendezvous(host, Integer.parseInt(port) + (taken ? 1 : 0), timeout);
    }

    /**
     * {@return rank 0's bytes}
     *
     * @param length of them
     * @param made by rank 0
     */
    byte[] share(int rank, int ranks, int length, Supplier<byte[]> made) {
        try {
            return rank == 0 ? give(ranks, made.get()) : ask(rank, length);
        } catch (IOException e) {
            throw new CollectiveException(
                    "rank " + rank + " did not meet the others at " + host + " port " + port + " within "
                            + timeout.toSeconds() + " s (" + e.getMessage()
                            + "); check MASTER_ADDR, MASTER_PORT and firewalls, and that all ranks were started",
                    e);
        }
    }

    private byte[] give(int ranks, byte[] bytes) throws IOException {
        long until = System.nanoTime() + timeout.toNanos();
        BitSet told = new BitSet();
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(port));
            while (told.cardinality() < ranks - 1) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new SocketTimeoutException(told.cardinality() + " of " + (ranks - 1) + " others came");
                }
                server.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
                try (Socket socket = server.accept()) {
                    socket.setSoTimeout(5000);
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    // Ports are probed by all sorts of programs.
                    if (in.readInt() == GREETING) {
                        int rank = in.readInt();
                        socket.getOutputStream().write(bytes);
                        if (rank > 0 && rank < ranks) {
                            told.set(rank);
                        }
                    }
                } catch (SocketTimeoutException | EOFException e) {
                    // Nobody, or somebody else; those who belong here ask again.
                    LockSupport.parkNanos(1);
                }
            }
        }
        return bytes;
    }

    private byte[] ask(int rank, int length) throws IOException {
        long until = System.nanoTime() + timeout.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), 5000);
                socket.setSoTimeout(10_000);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeInt(GREETING);
                out.writeInt(rank);
                byte[] bytes = socket.getInputStream().readNBytes(length);
                if (bytes.length == length) {
                    return bytes;
                }
            } catch (IOException e) {
                if (System.nanoTime() > until) {
                    throw e;
                }
            }
            // Rank 0 may not be there yet.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
