package org.ouroboros3d.tensor;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The memory available to this process: {@code MemAvailable} of Linux, or what the limits of the process's control
 * groups leave, whichever is less. File cache counts as free in both, since the system drops it on demand.
 */
public final class AvailableMemory {
    private static final System.Logger LOG = System.getLogger(AvailableMemory.class.getName());
    private static final long KIBIBYTE = 1024;
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s*(\\d+) kB$");
    private static final Pattern NUMBER = Pattern.compile("^(\\d{1,18})\\s*$");

    /** The two versions of control groups, and where each says what a group may use, uses, and has of file cache. */
    private enum Hierarchy {
        UNIFIED("^0::(/.*)$", "sys/fs/cgroup", "memory.max", "memory.current", "^(?:in)?active_file (\\d+)$"),
        MEMORY(
                "^\\d+:(?:.*,)?memory(?:,.*)?:(/.*)$",
                "sys/fs/cgroup/memory",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                "^total_(?:in)?active_file (\\d+)$");

        final Pattern group;
        final String mount;
        final String limit;
        final String usage;
        final Pattern fileCache;

        Hierarchy(String group, String mount, String limit, String usage, String fileCache) {
            this.group = Pattern.compile(group, Pattern.MULTILINE);
            this.mount = mount;
            this.limit = limit;
            this.usage = usage;
            this.fileCache = Pattern.compile(fileCache, Pattern.MULTILINE);
        }
    }

    private final Path root;

    private AvailableMemory(Path root) {
        this.root = root;
    }

    /** {@return bytes that can be allocated now; empty where the system does not tell} */
    public static OptionalLong available() {
        return available(Path.of("/"));
    }

    /** {@return the same as the files below a folder have it} */
    static OptionalLong available(Path root) {
        return new AvailableMemory(root).bytes();
    }

    private OptionalLong bytes() {
        LongStream machine = numbers(AVAILABLE, root.resolve("proc/meminfo")).map(kibibytes -> kibibytes * KIBIBYTE);
        return LongStream.concat(machine, Stream.of(Hierarchy.values()).flatMapToLong(this::left))
                .min();
    }

    /** What each group that holds this process has left. */
    private LongStream left(Hierarchy hierarchy) {
        Matcher named = hierarchy.group.matcher(text(root.resolve("proc/self/cgroup")));
        if (!named.find()) {
            return LongStream.empty();
        }
        Path mount = root.resolve(hierarchy.mount);
        // Inside a container the name may be one that the host gave, and only the mount itself is there.
        Path group = mount.resolve(named.group(1).substring(1)).normalize();
        return Stream.iterate(group, path -> path.startsWith(mount), Path::getParent)
                .flatMapToLong(path -> left(hierarchy, path));
    }

    private LongStream left(Hierarchy hierarchy, Path group) {
        return numbers(NUMBER, group.resolve(hierarchy.limit))
                .flatMap(
                        limit -> numbers(NUMBER, group.resolve(hierarchy.usage)).map(usage -> limit - usage))
                .map(left -> left
                        + numbers(hierarchy.fileCache, group.resolve("memory.stat"))
                                .sum())
                .map(left -> Math.max(left, 0));
    }

    private static LongStream numbers(Pattern line, Path file) {
        return line.matcher(text(file)).results().mapToLong(found -> Long.parseLong(found.group(1)));
    }

    /** Nothing where there is no such file: other systems have none of them, and a group without a limit may lack some. */
    private static String text(Path file) {
        if (!Files.exists(file)) {
            return "";
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no memory limit is known from " + file, e);
            return "";
        }
    }
}
