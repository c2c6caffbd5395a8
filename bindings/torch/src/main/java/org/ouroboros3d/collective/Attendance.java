package org.ouroboros3d.collective;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.internal.mpi.MpiAbi;

/**
 * Finds out which ranks take part in an operation that does not end. Whoever waits in one answers those who ask; a rank that
 * is dead, or busy elsewhere, does not. Costs nothing until somebody asks.
 */
final class Attendance {
    private static final int TAG = 7919;
    private static final int QUESTION = 1;
    private static final int ANSWER = 2;
    private static final int INTS = 2;
    private static final int BYTES = INTS * Integer.BYTES;

    private final MpiAbi mpi;
    private final int rank;
    private final boolean[] present;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment received = arena.allocate(BYTES, Long.BYTES);
    private final MemorySegment request = arena.allocate(Long.BYTES, Long.BYTES);
    private final MemorySegment flag = arena.allocate(ValueLayout.JAVA_INT);
    private final List<MemorySegment> sent = new ArrayList<>();

    Attendance(MpiAbi mpi, int rank, int size) {
        this.mpi = mpi;
        this.rank = rank;
        this.present = new boolean[size];
        listen();
    }

    private void listen() {
        mpi.startReceive(received, BYTES, TAG, request);
    }

    /** Answers who asked, and takes answers in. */
    void serve() {
        while (mpi.isDone(request, flag)) {
            int kind = received.getAtIndex(ValueLayout.JAVA_INT, 0);
            int from = received.getAtIndex(ValueLayout.JAVA_INT, 1);
            listen();
            present[from] = true;
            if (kind == QUESTION) {
                send(from, ANSWER);
            }
        }
    }

    /** Asks all other ranks where they are. */
    void ask() {
        present[rank] = true;
        for (int other = 0; other < present.length; other++) {
            if (other != rank) {
                send(other, QUESTION);
            }
        }
    }

    /** Messages are shorter than what MPI buffers, and the process ends soon after: nobody waits for their arrival. */
    private void send(int to, int kind) {
        MemorySegment message = arena.allocateFrom(ValueLayout.JAVA_INT, kind, rank);
        MemorySegment handle = arena.allocate(Long.BYTES, Long.BYTES);
        // Both are read until the message has left.
        sent.add(message);
        sent.add(handle);
        mpi.startSend(message, BYTES, to, TAG, handle);
    }

    /** {@return the ranks of whom nothing was heard} */
    List<Integer> absent() {
        List<Integer> absent = new ArrayList<>();
        for (int other = 0; other < present.length; other++) {
            if (!present[other]) {
                absent.add(other);
            }
        }
        return absent;
    }

    /** Stops listening, as MPI asks for before its end. */
    void close() {
        mpi.cancel(request);
    }
}
