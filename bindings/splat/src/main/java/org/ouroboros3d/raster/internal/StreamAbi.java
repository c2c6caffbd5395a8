package org.ouroboros3d.raster.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.ffi.cuda.Ouroboros3dCudaNative;
import org.ouroboros3d.ffi.raster.Ouroboros3dNative;

/**
 * Streams, graphs and events of CUDA devices on raw handles, with their statuses checked: whoever calls knows that a handle is
 * open. Every function throws {@link NativeLibraryException} where there is no such device, or libouroboros3d was built
 * without CUDA.
 */
public final class StreamAbi {
    private StreamAbi() {}

    private static void check(int status, String function) {
        if (status == Ouroboros3dNative.O3D_UNAVAILABLE()) {
            throw new NativeLibraryException(
                    "libouroboros3d has no CUDA streams there: " + RasterAbi.lastError(), List.of(RasterLoader.load()));
        }
        if (status != Ouroboros3dNative.O3D_OK()) {
            throw new NativeException(function, status, RasterAbi.lastError());
        }
    }

    private static MemorySegment at(long handle) {
        return MemorySegment.ofAddress(handle);
    }

    /** A new {@code cudaStream_t}; the caller owns it. */
    public static long newStream(int device) {
        RasterLoader.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stream = arena.allocate(ValueLayout.JAVA_LONG);
            check(Ouroboros3dCudaNative.o3d_stream_create(device, stream), "o3d_stream_create");
            return stream.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Destroys a stream; what it holds is still computed. */
    public static void deleteStream(int device, long stream) {
        check(Ouroboros3dCudaNative.o3d_stream_destroy(device, at(stream)), "o3d_stream_destroy");
    }

    /** Lets {@code stream} go on when everything that {@code other} holds now has run. */
    public static void await(int device, long stream, long other) {
        check(Ouroboros3dCudaNative.o3d_stream_wait(device, at(stream), at(other)), "o3d_stream_wait");
    }

    /** Starts to record what this thread enqueues on a stream. */
    public static void beginGraph(int device, long stream) {
        check(Ouroboros3dCudaNative.o3d_graph_begin(device, at(stream)), "o3d_graph_begin");
    }

    /** Ends a recording; the caller owns the graph. The stream can be used again, even where this throws. */
    public static long endGraph(int device, long stream) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment graph = arena.allocate(ValueLayout.JAVA_LONG);
            check(Ouroboros3dCudaNative.o3d_graph_end(device, at(stream), graph), "o3d_graph_end");
            return graph.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Ends a recording that nobody wants. The stream can be used again, even where this throws. */
    public static void dropGraph(int device, long stream) {
        check(Ouroboros3dCudaNative.o3d_graph_end(device, at(stream), MemorySegment.NULL), "o3d_graph_end");
    }

    /** Enqueues a graph on a stream of its device. */
    public static void launch(long graph, long stream) {
        check(Ouroboros3dCudaNative.o3d_graph_launch(at(graph), at(stream)), "o3d_graph_launch");
    }

    /** Frees a graph; what was launched is still computed. */
    public static void deleteGraph(long graph) {
        Ouroboros3dCudaNative.o3d_graph_destroy(at(graph));
    }

    /** A new event, which counts as reached; the caller owns it. */
    public static long newEvent(int device) {
        RasterLoader.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(ValueLayout.JAVA_LONG);
            check(Ouroboros3dCudaNative.o3d_event_create(device, event), "o3d_event_create");
            return event.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Puts an event behind everything that a stream of its device holds now. */
    public static void recordEvent(long event, long stream) {
        check(Ouroboros3dCudaNative.o3d_event_record(at(event), at(stream)), "o3d_event_record");
    }

    /** Whether everything before an event has run. */
    public static boolean isReached(long event) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment reached = arena.allocate(ValueLayout.JAVA_INT);
            check(Ouroboros3dCudaNative.o3d_event_query(at(event), reached), "o3d_event_query");
            return reached.get(ValueLayout.JAVA_INT, 0) != 0;
        }
    }

    /** Blocks this thread until everything before an event has run. */
    public static void awaitEvent(long event) {
        check(Ouroboros3dCudaNative.o3d_event_wait(at(event)), "o3d_event_wait");
    }

    /** Frees an event; the work before it is still computed. */
    public static void deleteEvent(long event) {
        Ouroboros3dCudaNative.o3d_event_destroy(at(event));
    }

    /** The number of the allocation that a device address lies in, 0 when it lies in none. */
    public static long allocationId(int device, long address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(ValueLayout.JAVA_LONG);
            check(Ouroboros3dCudaNative.o3d_allocation_id(device, at(address), id), "o3d_allocation_id");
            return id.get(ValueLayout.JAVA_LONG, 0);
        }
    }
}
