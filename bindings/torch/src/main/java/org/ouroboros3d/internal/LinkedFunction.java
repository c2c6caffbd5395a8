package org.ouroboros3d.internal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.error.NativeLibraryException;

/**
 * Functions of libraries for which there are no generated bindings, with what they take and return. All are linked here, so
 * that those who must know them before the program runs, as a native image does, find them in one place.
 *
 * <p>The handles of MPI and the tensors of LibTorch are passed as 64-bit integers.
 */
// Descriptors are immutable, as their interface promises.
@SuppressWarnings("ImmutableEnumChecker")
public enum LinkedFunction {
    /** glibc. */
    SETENV("setenv", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
    MALLOC("malloc", ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
    MALLOC_TRIM("malloc_trim", ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
    OPEN_MEMSTREAM("open_memstream", ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
    REWIND("rewind", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS)),
    FFLUSH("fflush", ValueLayout.JAVA_INT, ValueLayout.ADDRESS),

    /** {@code std::basic_ios<char>::rdbuf} of libstdc++, which reads and which replaces the buffer of a stream. */
    GET_STREAM_BUFFER("_ZNKSt9basic_iosIcSt11char_traitsIcEE5rdbufEv", ValueLayout.ADDRESS, ValueLayout.ADDRESS),
    SET_STREAM_BUFFER(
            "_ZNSt9basic_iosIcSt11char_traitsIcEE5rdbufEPSt15basic_streambufIcS1_E",
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS),
    /** The constructor of {@code __gnu_cxx::stdio_sync_filebuf<char>}. */
    CONSTRUCT_STREAM_BUFFER(
            "_ZN9__gnu_cxx18stdio_sync_filebufIcSt11char_traitsIcEEC1EP8_IO_FILE",
            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS)),

    /** OpenMP. */
    OMP_SET_NUM_THREADS("omp_set_num_threads", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)),

    /** {@code c10::initLogging()}, which sets what is logged from TORCH_CPP_LOG_LEVEL. */
    INIT_LOGGING("_ZN3c1011initLoggingEv", FunctionDescriptor.ofVoid()),
    /** Of {@code c10::TensorImpl}, which is the first argument. */
    GRAD("_ZNK3c1010TensorImpl4gradEv", ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
    REQUIRES_GRAD("_ZNK3c1010TensorImpl13requires_gradEv", ValueLayout.JAVA_BOOLEAN, ValueLayout.JAVA_LONG),

    /** CUDA's runtime; all return a {@code cudaError_t}. */
    CUDA_GET_DEVICE("cudaGetDevice", ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
    CUDA_SET_DEVICE("cudaSetDevice", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
    CUDA_MEM_GET_INFO("cudaMemGetInfo", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
    CUDA_GET_LAST_ERROR("cudaGetLastError", ValueLayout.JAVA_INT),
    CUDA_GET_DEVICE_COUNT("cudaGetDeviceCount", ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
    CUDA_GET_DEVICE_PROPERTIES_V2(
            "cudaGetDeviceProperties_v2", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
    CUDA_GET_DEVICE_PROPERTIES(
            "cudaGetDeviceProperties", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),

    /** MPI; all return an error code. */
    MPI_INIT_THREAD(
            "MPI_Init_thread",
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS),
    MPI_COMM_SET_ERRHANDLER(
            "MPI_Comm_set_errhandler", ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
    MPI_ERROR_STRING(
            "MPI_Error_string", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
    MPI_COMM_RANK("MPI_Comm_rank", ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
    MPI_COMM_SIZE("MPI_Comm_size", ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
    MPI_FINALIZE("MPI_Finalize", ValueLayout.JAVA_INT),
    MPI_IALLTOALLV(
            "MPI_Ialltoallv",
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS),
    MPI_IALLGATHERV(
            "MPI_Iallgatherv",
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS),
    MPI_IBCAST(
            "MPI_Ibcast",
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS),
    MPI_ISEND(
            "MPI_Isend",
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS),
    MPI_IRECV(
            "MPI_Irecv",
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS),
    MPI_TEST("MPI_Test", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
    MPI_CANCEL("MPI_Cancel", ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
    MPI_REQUEST_FREE("MPI_Request_free", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);

    private final String symbol;
    private final FunctionDescriptor descriptor;

    LinkedFunction(String symbol, FunctionDescriptor descriptor) {
        this.symbol = symbol;
        this.descriptor = descriptor;
    }

    LinkedFunction(String symbol, MemoryLayout result, MemoryLayout... arguments) {
        this(symbol, FunctionDescriptor.of(result, arguments));
    }

    /** {@return the name by which libraries export it} */
    public String symbol() {
        return symbol;
    }

    /** {@return what it takes and returns} */
    public FunctionDescriptor descriptor() {
        return descriptor;
    }

    /** {@return the linked function, where a library has it} */
    public Optional<MethodHandle> find(SymbolLookup libraries) {
        return libraries.find(symbol).map(address -> Linker.nativeLinker().downcallHandle(address, descriptor));
    }

    /** {@return the linked function of the C library, where it has it} */
    public Optional<MethodHandle> findInC() {
        return find(Linker.nativeLinker().defaultLookup());
    }

    /**
     * {@return the linked function}
     *
     * @param otherwise what is wrong where no library has it, and the remedy
     * @throws NativeLibraryException if no library has it
     */
    public MethodHandle link(SymbolLookup libraries, String otherwise) {
        return find(libraries).orElseThrow(() -> new NativeLibraryException(otherwise, List.of()));
    }
}
