package org.ouroboros3d.format;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ouroboros3d.error.InputException;

/**
 * Feeds the reader of a {@link FuzzTarget} with damaged files, made from sound ones by a fixed random sequence. Nothing but the readers' own
 * exceptions may come out, within {@value #MAX_SECONDS} seconds of a processor and {@value #MAX_MEBIBYTES} MiB of Java's heap each.
 *
 * <p>{@code -Douroboros3d.fuzz.inputs=N} sets how many inputs each reader gets, {@code -Douroboros3d.fuzz.seed=N} begins
 * another sequence.
 */
public final class Fuzzer {
    /** Inputs of a normal test run. */
    private static final int INPUTS = Integer.getInteger("ouroboros3d.fuzz.inputs", 2000);

    private static final long SEED = Long.getLong("ouroboros3d.fuzz.seed", 1);
    private static final int MAX_SECONDS = 10;
    private static final int MAX_MEBIBYTES = 512;
    private static final int MAX_MUTATIONS = 6;
    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger LOG = Logger.getLogger("org.ouroboros3d");

    private static final long[] EDGES = {
        0,
        1,
        2,
        -1,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        0x7fffffffL,
        0x80000000L,
        0xffffffffL,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x7f800000L,
        0x7fc00000L
    };
    private static final String[] WORDS = {
        "0",
        "-1",
        "1e999",
        "nan",
        "inf",
        "2147483648",
        "99999999999999999999",
        "\0",
        "\n",
        "\r",
        " ",
        "\t",
        "\\",
        "\"",
        "/",
        "{",
        "}",
        "[",
        "]",
        "#",
        ":",
        ",",
        "null",
        "true",
        "\ufeff",
        "%",
        "../",
        "\ud83d\ude00"
    };

    private final FuzzTarget target;
    private final Random random;

    private Fuzzer(FuzzTarget target) {
        this.target = target;
        this.random = new Random(SEED * 31 + target.name().hashCode());
    }

    /**
     * Feeds a reader.
     *
     * @throws AssertionError with the file of an input that the reader did not take well
     */
    public static void run(FuzzTarget target) throws IOException {
        Fuzzer fuzzer = new Fuzzer(target);
        for (byte[] file : target.sound()) {
            target.reader().read(file);
        }
        Level level = silence();
        int taken = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = fuzzer.damaged();
            taken += feed(target, i % 2 == 0 ? target.repair().apply(input) : input) ? 1 : 0;
        }
        LOG.setLevel(level);
        System.getLogger(Fuzzer.class.getName())
                .log(System.Logger.Level.INFO, "{0}: {1} inputs, {2} of them taken", target.name(), INPUTS, taken);
    }

    /**
     * Turns the readers' warnings off, which would be thousands.
     *
     * @return their level so far
     */
    public static Level silence() {
        Level level = LOG.getLevel();
        LOG.setLevel(Level.OFF);
        return level;
    }

    /**
     * Feeds a reader with one input.
     *
     * @return whether the reader took it
     * @throws AssertionError with the file of the input if the reader did not take it well
     */
    public static boolean feed(FuzzTarget target, byte[] input) throws IOException {
        String name = target.name();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        // Not the clock's, which runs on while others have the processor.
        long start = threads.getCurrentThreadCpuTime();
        boolean taken = false;
        try {
            target.reader().read(input);
            taken = true;
        } catch (InputException | WeightsException e) {
            if (e.getMessage() == null || e.getMessage().length() > 10_000) {
                throw failure(name, input, "a message of no use", e);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw failure(name, input, e.toString(), e);
        }
        double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
        if (seconds > MAX_SECONDS) {
            throw failure(name, input, seconds + " s", null);
        }
        long mebibytes = (threads.getCurrentThreadAllocatedBytes() - bytes) >> 20;
        if (mebibytes > MAX_MEBIBYTES) {
            throw failure(name, input, mebibytes + " MiB", null);
        }
        return taken;
    }

    private static AssertionError failure(String name, byte[] input, String what, Throwable cause) throws IOException {
        Path file = Files.createTempFile("fuzz-" + name.replaceAll("\\W", "-") + "-", ".bin");
        Files.write(file, input);
        return new AssertionError(name + ": " + what + " for " + file, cause);
    }

    private byte[] damaged() {
        byte[] file = target.sound().get(random.nextInt(target.sound().size())).clone();
        for (int i = 1 + random.nextInt(MAX_MUTATIONS); i > 0 && file.length > 0; i--) {
            file = damage(file);
        }
        return file;
    }

    private byte[] damage(byte[] file) {
        int at = random.nextInt(file.length);
        switch (random.nextInt(10)) {
            case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> file[at] = (byte) random.nextInt(256);
            case 2 -> {
                return Arrays.copyOf(file, at);
            }
            case 3 -> {
                // Without a piece.
                int end = Math.min(file.length, at + 1 + random.nextInt(32));
                return joined(Arrays.copyOf(file, at), Arrays.copyOfRange(file, end, file.length));
            }
            case 4 -> {
                // With a piece twice.
                int end = Math.min(file.length, at + 1 + random.nextInt(64));
                return joined(Arrays.copyOf(file, end), Arrays.copyOfRange(file, at, file.length));
            }
            case 5 -> {
                // The rest of another file.
                byte[] other = target.sound().get(random.nextInt(target.sound().size()));
                return joined(
                        Arrays.copyOf(file, at), Arrays.copyOfRange(other, Math.min(at, other.length), other.length));
            }
            case 6, 7 -> edge(file, at);
            case 8 -> digit(file, at);
            default -> {
                List<String> own = random.nextBoolean() || target.words().isEmpty() ? List.of(WORDS) : target.words();
                byte[] word = own.get(random.nextInt(own.size())).getBytes(StandardCharsets.UTF_8);
                int end = random.nextBoolean() ? at : Math.min(file.length, at + word.length);
                return joined(joined(Arrays.copyOf(file, at), word), Arrays.copyOfRange(file, end, file.length));
            }
        }
        return file;
    }

    /** Writes a number at the edge of what its type can hold. */
    private void edge(byte[] file, int at) {
        int width = 1 << random.nextInt(4);
        ByteBuffer number =
                ByteBuffer.allocate(8).order(random.nextInt(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        number.putLong(0, EDGES[random.nextInt(EDGES.length)]);
        int from = number.order() == ByteOrder.BIG_ENDIAN ? 8 - width : 0;
        int place = random.nextBoolean() ? at / width * width : at;
        for (int i = 0; i < width && place + i < file.length; i++) {
            file[place + i] = number.get(from + i);
        }
    }

    /** Changes the next digit of a text. */
    private void digit(byte[] file, int at) {
        for (int i = at; i < file.length; i++) {
            if (file[i] >= '0' && file[i] <= '9') {
                file[i] = (byte) ('0' + random.nextInt(10));
                return;
            }
        }
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
