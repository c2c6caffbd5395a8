package org.ouroboros3d.testing;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What glibc's allocator has handed out in this process, to the byte: sharper than resident memory. */
public final class Malloc {
    private static final int FIELDS = 10;
    /** {@code hblkhd}: bytes of large blocks, which have a mapping each. */
    private static final int MAPPED = 4;
    /** {@code uordblks}: bytes of all other blocks in use, those that the allocator's thread caches keep included. */
    private static final int IN_USE = 7;

    private static final MethodHandle MALLINFO2 = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().find("mallinfo2").orElseThrow(),
                    FunctionDescriptor.of(
                            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(FIELDS, ValueLayout.JAVA_LONG))));

    private Malloc() {}

    /** {@return bytes in use} */
    public static long bytesInUse() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) MALLINFO2.invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED) + info.getAtIndex(ValueLayout.JAVA_LONG, IN_USE);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("mallinfo2 throws nothing", e);
        }
    }
}
