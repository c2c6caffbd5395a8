package org.ouroboros3d.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Turns an address that LibTorch gave into a bounded segment with a lifetime. */
final class NativeMemory {
    private NativeMemory() {}

    /** The {@code bytes} bytes at {@code address}, usable until {@code arena} is closed. */
    static MemorySegment at(long address, long bytes, Arena arena) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
    }
}
