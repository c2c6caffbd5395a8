package org.ouroboros3d.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory this process has resident, at most and now, Java heap and native libraries together. */
public final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern HIGH_WATER_MARK = Pattern.compile("VmHWM:\\s*(\\d+) kB");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");

    private PeakMemory() {}

    /** {@return bytes at most since the process began, as Linux counts them; empty on other systems} */
    public static OptionalLong resident() {
        return bytes(HIGH_WATER_MARK);
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
            System.getLogger(PeakMemory.class.getName()).log(System.Logger.Level.DEBUG, "no " + STATUS, e);
            return OptionalLong.empty();
        }
    }
}
