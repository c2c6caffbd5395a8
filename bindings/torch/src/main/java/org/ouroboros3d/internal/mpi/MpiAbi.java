package org.ouroboros3d.internal.mpi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.internal.LinkedFunction;
import org.ouroboros3d.internal.NativeEnvironment;

/**
 * MPI (standard 3.1) in bytes over {@code MPI_COMM_WORLD}, with the handles of the two families of libraries: Open MPI's are
 * addresses of exported objects, those of MPICH and its relatives (the MPICH ABI) fixed integers. All calls of a process are
 * made by one thread.
 *
 * <p>Handles are passed as 64-bit integers: on the machines that Java's linker knows, a callee that expects an {@code int}
 * reads the lower half of the same register.
 */
public final class MpiAbi {
    private static final String NOTHING_CHECKED = "a downcall throws nothing checked";
    private static final int FUNNELED = 1;
    /** At least as long as the messages of both. */
    private static final int MAX_MESSAGE = 1024;

    private static final String OPEN_MPI_WORLD = "ompi_mpi_comm_world";
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final SymbolLookup library;
    private final Constants constants;
    private final MethodHandle alltoallv;
    private final MethodHandle allgatherv;
    private final MethodHandle bcast;
    private final MethodHandle isend;
    private final MethodHandle irecv;
    private final MethodHandle test;

    /**
     * What {@code mpi.h} defines.
     *
     * @param world {@code MPI_COMM_WORLD}
     * @param bytes {@code MPI_BYTE}
     * @param returnErrors {@code MPI_ERRORS_RETURN}
     * @param ignoreStatus {@code MPI_STATUS_IGNORE}
     * @param anySource {@code MPI_ANY_SOURCE}
     */
    private record Constants(long world, long bytes, long returnErrors, MemorySegment ignoreStatus, int anySource) {
        static Constants of(SymbolLookup library) {
            if (library.find(OPEN_MPI_WORLD).isEmpty()) {
                return new Constants(0x44000000L, 0x4c00010dL, 0x54000001L, MemorySegment.ofAddress(1), -2);
            }
            return new Constants(
                    address(library, OPEN_MPI_WORLD),
                    address(library, "ompi_mpi_byte"),
                    address(library, "ompi_mpi_errors_return"),
                    MemorySegment.NULL,
                    -1);
        }

        private static long address(SymbolLookup library, String symbol) {
            return library.find(symbol).orElseThrow().address();
        }
    }

    private MpiAbi(SymbolLookup library) {
        this.library = library;
        this.constants = Constants.of(library);
        this.alltoallv = handle(LinkedFunction.MPI_IALLTOALLV);
        this.allgatherv = handle(LinkedFunction.MPI_IALLGATHERV);
        this.bcast = handle(LinkedFunction.MPI_IBCAST);
        this.isend = handle(LinkedFunction.MPI_ISEND);
        this.irecv = handle(LinkedFunction.MPI_IRECV);
        this.test = handle(LinkedFunction.MPI_TEST);
    }

    /**
     * {@return the first of some libraries that the system's loader finds}
     *
     * @param names such as {@code libmpi.so.40}
     * @param launcher who started this process, for the message
     * @throws NativeLibraryException if there is none, or it is not MPI
     */
    // Loading by a name that is chosen at run time is what this class is for.
    @SuppressWarnings("restricted")
    public static MpiAbi load(List<String> names, String launcher) {
        NativeEnvironment.prepareForMpi();
        List<Path> tried = new ArrayList<>();
        IllegalArgumentException last = null;
        for (String name : names) {
            tried.add(Path.of(name));
            try {
                return new MpiAbi(SymbolLookup.libraryLookup(name, Arena.global()));
            } catch (IllegalArgumentException e) {
                last = e;
            }
        }
        throw new NativeLibraryException(
                launcher + " started this process, and its MPI library cannot be loaded; install it (Debian and Ubuntu:"
                        + " libopenmpi3 or libmpich12), or add its folder to LD_LIBRARY_PATH",
                tried,
                last);
    }

    private MethodHandle handle(LinkedFunction function) {
        return function.link(
                library,
                "the MPI library has no " + function.symbol()
                        + ", so it is older than MPI 3.1 or no MPI; put that of the launcher before it in"
                        + " LD_LIBRARY_PATH");
    }

    /** {@return whether it is Open MPI, and not one of MPICH's family} */
    public boolean isOpenMpi() {
        return library.find(OPEN_MPI_WORLD).isPresent();
    }

    /** Links and calls what is called a few times. */
    private void call(LinkedFunction function, Object... arguments) {
        call(function, handle(function), arguments);
    }

    /** The wait for what was started, which is asked often, has a call of its own. */
    private void call(LinkedFunction function, MethodHandle handle, Object... arguments) {
        int status;
        try {
            status = (int) handle.invokeWithArguments(arguments);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(NOTHING_CHECKED, e);
        }
        check(function, status);
    }

    private void check(LinkedFunction function, int status) {
        if (status != 0) {
            throw new NativeException(function.symbol(), status, message(status));
        }
    }

    private String message(int status) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(MAX_MESSAGE);
            MemorySegment length = arena.allocate(INT);
            MethodHandle errorString = handle(LinkedFunction.MPI_ERROR_STRING);
            int told = (int) errorString.invokeExact(status, text, length);
            return told == 0 ? text.getString(0) : "error " + status;
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(NOTHING_CHECKED, e);
        }
    }

    /** Joins the other processes, and has errors returned instead of ending the process. */
    public void init() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment provided = arena.allocate(INT);
            call(LinkedFunction.MPI_INIT_THREAD, MemorySegment.NULL, MemorySegment.NULL, FUNNELED, provided);
        }
        call(LinkedFunction.MPI_COMM_SET_ERRHANDLER, constants.world(), constants.returnErrors());
    }

    /** {@return this process's number, from 0} */
    public int rank() {
        return number(LinkedFunction.MPI_COMM_RANK);
    }

    /** {@return how many processes there are} */
    public int size() {
        return number(LinkedFunction.MPI_COMM_SIZE);
    }

    private int number(LinkedFunction function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(INT);
            call(function, constants.world(), out);
            return out.get(INT, 0);
        }
    }

    /** Ends MPI; every process has to call it. */
    public void shutDown() {
        call(LinkedFunction.MPI_FINALIZE);
    }

    /** Lengths and places of all ranks' parts, in bytes, as the two arrays of {@code int} that MPI takes. */
    public record Parts(MemorySegment lengths, MemorySegment offsets) {
        /** {@return the parts of some lengths, at some places} */
        public static Parts of(Arena arena, int[] lengths, int... offsets) {
            return new Parts(arena.allocateFrom(INT, lengths), arena.allocateFrom(INT, offsets));
        }
    }

    /** Starts sending part r of {@code from} to rank r, and receiving rank r's part for this one as part r of {@code to}. */
    public void startAllToAll(MemorySegment from, Parts sent, MemorySegment to, Parts received, MemorySegment request) {
        call(
                LinkedFunction.MPI_IALLTOALLV,
                alltoallv,
                from,
                sent.lengths(),
                sent.offsets(),
                constants.bytes(),
                to,
                received.lengths(),
                received.offsets(),
                constants.bytes(),
                constants.world(),
                request);
    }

    /** Starts sending {@code own} to all, and receiving everyone's as the parts of {@code all}. */
    public void startAllGather(MemorySegment own, int bytes, MemorySegment all, Parts parts, MemorySegment request) {
        call(
                LinkedFunction.MPI_IALLGATHERV,
                allgatherv,
                own,
                bytes,
                constants.bytes(),
                all,
                parts.lengths(),
                parts.offsets(),
                constants.bytes(),
                constants.world(),
                request);
    }

    /** Starts copying a rank's memory into everyone's. */
    public void startBroadcast(MemorySegment memory, int bytes, int root, MemorySegment request) {
        call(LinkedFunction.MPI_IBCAST, bcast, memory, bytes, constants.bytes(), root, constants.world(), request);
    }

    /** Starts sending a message to one rank. */
    public void startSend(MemorySegment memory, int bytes, int rank, int tag, MemorySegment request) {
        call(LinkedFunction.MPI_ISEND, isend, memory, bytes, constants.bytes(), rank, tag, constants.world(), request);
    }

    /** Starts receiving a message from any rank. */
    public void startReceive(MemorySegment memory, int bytes, int tag, MemorySegment request) {
        call(
                LinkedFunction.MPI_IRECV,
                irecv,
                memory,
                bytes,
                constants.bytes(),
                constants.anySource(),
                tag,
                constants.world(),
                request);
    }

    /** Gives up what was started and has not begun to arrive. */
    public void cancel(MemorySegment request) {
        call(LinkedFunction.MPI_CANCEL, request);
        call(LinkedFunction.MPI_REQUEST_FREE, request);
    }

    /**
     * {@return whether what was started is done; moves it on}
     *
     * @param request what the start wrote
     * @param flag memory of an {@code int}
     */
    public boolean isDone(MemorySegment request, MemorySegment flag) {
        int status;
        try {
            status = (int) test.invokeExact(request, flag, constants.ignoreStatus());
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(NOTHING_CHECKED, e);
        }
        check(LinkedFunction.MPI_TEST, status);
        return flag.get(INT, 0) != 0;
    }
}
