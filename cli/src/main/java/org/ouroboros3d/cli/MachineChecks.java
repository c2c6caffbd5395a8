package org.ouroboros3d.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the doctor asks of the machine itself: Java, processors, memory, the cache folder. */
final class MachineChecks {
    /** What 25 steps of the built-in model need beside the system. */
    private static final long ENOUGH_MEMORY = 2L << 30;

    /** What the native libraries take when they are unpacked. */
    private static final long ENOUGH_CACHE = 1L << 30;

    private MachineChecks() {}

    static List<Finding> all() {
        return List.of(java(), processors(), memory(), cache());
    }

    private static Finding java() {
        return Finding.ok(
                "Java",
                Runtime.version() + " (" + System.getProperty("java.vendor") + ") in "
                        + System.getProperty("java.home"));
    }

    private static Finding processors() {
        return Finding.ok("Processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    }

    private static Finding memory() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long total = system.getTotalMemorySize();
        String found = String.format(
                Locale.ROOT,
                "%s in all, %s free, Java's heap up to %s",
                gibibytes(total),
                gibibytes(system.getFreeMemorySize()),
                gibibytes(Runtime.getRuntime().maxMemory()));
        return total >= ENOUGH_MEMORY
                ? Finding.ok("Memory", found)
                : Finding.note("Memory", found, "The built-in model needs 2 GiB; close other programs.");
    }

    private static Finding cache() {
        Path folder = cacheFolder();
        try {
            Files.createDirectories(folder);
            long free = Files.getFileStore(folder).getUsableSpace();
            String found = folder + ", " + gibibytes(free) + " free";
            if (!Files.isWritable(folder)) {
                return Finding.fault("Cache", folder + " cannot be written", remedy());
            }
            return free >= ENOUGH_CACHE ? Finding.ok("Cache", found) : Finding.note("Cache", found, remedy());
        } catch (IOException e) {
            return Finding.fault("Cache", folder + " cannot be made: " + e, remedy());
        }
    }

    private static String remedy() {
        return "Native libraries are unpacked there and need 1 GiB: make room, or name another folder with"
                + " JDK_JAVA_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER.";
    }

    /** JavaCPP's own rule. */
    private static Path cacheFolder() {
        String named = System.getProperty("org.bytedeco.javacpp.cachedir");
        return named != null ? Path.of(named) : Path.of(System.getProperty("user.home"), ".javacpp", "cache");
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }
}
