package org.ouroboros3d.internal;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * C++'s {@code std::cerr}, the one place where LibTorch before 2.13 says why a function of its stable ABI failed. The failed
 * function is called once more while the stream writes to a buffer in memory. Descriptor 2 is left alone; what other threads
 * write to {@code std::cerr} meanwhile is logged.
 */
public final class ErrorStream {
    private static final System.Logger LOG = System.getLogger(ErrorStream.class.getName());

    /** What LibTorch writes before the message of an exception. */
    private static final String PREFIX = "Exception in aoti_torch: ";

    /** What stands between a message and the stack of native frames, or begins it. */
    private static final Pattern TRACE = Pattern.compile("\\n(Exception raised from |frame #\\d)");

    private static final String UNKNOWN = "LibTorch printed the reason on standard error";

    private ErrorStream() {}

    /**
     * {@return why a function fails that has failed just now, without the trace of native frames}
     *
     * @param failing calls it again, with arguments of its own, and answers with its status
     */
    public static String reasonOf(IntSupplier failing) {
        return Buffer.FOUND
                .flatMap(buffer -> buffer.during(failing))
                .map(ErrorStream::message)
                .orElse(UNKNOWN);
    }

    private static String message(String printed) {
        int start = printed.indexOf(PREFIX);
        if (start < 0) {
            passOn(printed);
            return UNKNOWN;
        }
        passOn(printed.substring(0, start));
        String text = printed.substring(start + PREFIX.length());
        Matcher trace = TRACE.matcher(text);
        return (trace.find() ? text.substring(0, trace.start()) : text).strip();
    }

    private static void passOn(String written) {
        if (!written.isBlank()) {
            LOG.log(Level.WARNING, "native code wrote to its error stream: {0}", written.strip());
        }
    }

    /**
     * A stream buffer of libstdc++ that locks, as that of {@code std::cerr} does, over a C stream in memory. Neither is ever
     * freed: another thread may have read the pointer to it just before it was taken out of {@code std::cerr}.
     */
    private static final class Buffer {
        static final Optional<Buffer> FOUND = find();

        private static final String CERR = "_ZSt4cerr";
        /** More than an object of {@code stdio_sync_filebuf<char>} takes. */
        private static final long OBJECT_BYTES = 256;

        private final MemorySegment ios;
        private final MemorySegment object = Arena.global().allocate(OBJECT_BYTES, 16);
        private final MemorySegment text = Arena.global().allocate(ValueLayout.ADDRESS);
        private final MemorySegment size = Arena.global().allocate(ValueLayout.JAVA_LONG);
        private final MemorySegment file;
        private final MethodHandle getBuffer;
        private final MethodHandle setBuffer;
        private final MethodHandle rewind;
        private final MethodHandle flush;

        private Buffer() throws Throwable {
            // std::ostream derives virtually from std::basic_ios, whose place is before the table of functions.
            MemorySegment cerr = libraries()
                    .find(CERR)
                    .orElseThrow(() -> new NoSuchElementException(CERR))
                    .reinterpret(ValueLayout.ADDRESS.byteSize());
            MemorySegment table = cerr.get(ValueLayout.ADDRESS, 0);
            long offset =
                    MemorySegment.ofAddress(table.address() - 24).reinterpret(8).get(ValueLayout.JAVA_LONG, 0);
            ios = MemorySegment.ofAddress(cerr.address() + offset);
            getBuffer = function(LinkedFunction.GET_STREAM_BUFFER);
            setBuffer = function(LinkedFunction.SET_STREAM_BUFFER);
            rewind = function(LinkedFunction.REWIND);
            flush = function(LinkedFunction.FFLUSH);
            MethodHandle open = function(LinkedFunction.OPEN_MEMSTREAM);
            file = (MemorySegment) open.invokeExact(text, size);
            if (file.address() == 0) {
                throw new OutOfMemoryError("open_memstream");
            }
            MethodHandle construct = function(LinkedFunction.CONSTRUCT_STREAM_BUFFER);
            construct.invokeExact(object, file);
        }

        private static Optional<Buffer> find() {
            try {
                return Optional.of(new Buffer());
            } catch (NoSuchElementException e) {
                LOG.log(Level.DEBUG, "this C++ library has no {0}: reasons stay on standard error", e.getMessage());
                return Optional.empty();
            } catch (Error | RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError("a downcall throws nothing checked", e);
            }
        }

        private static SymbolLookup libraries() {
            return SymbolLookup.loaderLookup().or(Linker.nativeLinker().defaultLookup());
        }

        private static MethodHandle function(LinkedFunction function) {
            return function.find(libraries()).orElseThrow(() -> new NoSuchElementException(function.symbol()));
        }

        /** What was written, or nothing if the call succeeded this time. */
        synchronized Optional<String> during(IntSupplier call) {
            try {
                rewind.invokeExact(file);
                MemorySegment original = (MemorySegment) getBuffer.invokeExact(ios);
                MemorySegment replaced = (MemorySegment) setBuffer.invokeExact(ios, object);
                int status;
                try {
                    status = call.getAsInt();
                } finally {
                    replaced = (MemorySegment) setBuffer.invokeExact(ios, original);
                }
                int flushed = (int) flush.invokeExact(file);
                if (flushed != 0 || replaced.address() != object.address()) {
                    return Optional.empty();
                }
                String written = new String(
                        text.get(ValueLayout.ADDRESS, 0)
                                .reinterpret(size.get(ValueLayout.JAVA_LONG, 0))
                                .toArray(ValueLayout.JAVA_BYTE),
                        StandardCharsets.UTF_8);
                if (status == 0) {
                    passOn(written);
                    return Optional.empty();
                }
                return Optional.of(written);
            } catch (Error | RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError("a downcall throws nothing checked", e);
            }
        }
    }
}
