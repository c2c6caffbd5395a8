package org.ouroboros3d.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The resident set size of this process, peak and current, Java heap and native libraries together. */
public final class ProcessMemory {
    private static final System.Logger LOG = System.getLogger(ProcessMemory.class.getName());
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path REFERENCES = Path.of("/proc/self/clear_refs");
    /** See proc(5). */
    private static final String FORGET_PEAK = "5";

    private static final Pattern HIGH_WATER_MARK = Pattern.compile("VmHWM:\\s*(\\d+) kB");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");

    private ProcessMemory() {}

    /**
     * {@return bytes at most since the process began, or since {@link #forget}, as Linux counts them; empty on other
     * systems}
     */
    public static OptionalLong resident() {
        return bytes(HIGH_WATER_MARK);
    }

    /**
     * Lets {@link #resident} begin anew with the bytes of now.
     *
     * @return whether the system does that
     */
    public static boolean forget() {
        try {
            Files.writeString(REFERENCES, FORGET_PEAK);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no " + REFERENCES, e);
            return false;
        }
    }

    /** {@return bytes now, as Linux counts them; empty on other systems} */
    public static OptionalLong now() {
        return bytes(RESIDENT);
    }

    private static OptionalLong bytes(Pattern line) {
        try {
            Matcher matcher = line.matcher(Files.readString(STATUS));
            return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1)) * 1024) : OptionalLong.empty();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no " + STATUS, e);
            return OptionalLong.empty();
        }
    }
}
