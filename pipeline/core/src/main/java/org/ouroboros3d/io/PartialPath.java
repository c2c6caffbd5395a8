package org.ouroboros3d.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A hidden name beside a file or folder under which it is made before it is moved into place. Whatever is left under it
 * is deleted by {@link #close()}, and also when the JVM is told to end (SIGINT, SIGTERM) before that.
 */
public final class PartialPath implements AutoCloseable {
    /** Processes of several machines, or of several containers, may have the same number and write to one folder. */
    private static final String PROCESS = Long.toHexString(new SecureRandom().nextLong());

    private static final Pattern LEFT = Pattern.compile("\\.(.+)\\.[0-9a-f]+-\\d+\\.partial");
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final Set<PartialPath> OPEN = ConcurrentHashMap.newKeySet();
    /** A folder can gain a file between its emptying and its deletion, by a thread that has not noticed the end. */
    private static final int ATTEMPTS = 5;
    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OPEN.forEach(PartialPath::close), "ouroboros3d-partial-paths"));
    }

    private final Path target;
    private final Path path;
    private boolean closed;

    private PartialPath(Path target) {
        this.target = followed(target.toAbsolutePath());
        this.path = this.target.resolveSibling(
                "." + this.target.getFileName() + "." + PROCESS + "-" + NUMBER.incrementAndGet() + ".partial");
    }

    /** {@return what symbolic links lead to, so that a move replaces that and not the link} */
    private static Path followed(Path path) {
        Path followed = path;
        for (int i = 0; i < MAX_LINKS && Files.isSymbolicLink(followed); i++) {
            try {
                followed = followed.resolveSibling(Files.readSymbolicLink(followed));
            } catch (IOException e) {
                // Writing there fails as well, and says why.
                return path;
            }
        }
        return followed;
    }

    /** {@return a name beside {@code target}, or beside what it links to; nothing is created} */
    public static PartialPath beside(Path target) {
        PartialPath partial = new PartialPath(target);
        OPEN.add(partial);
        return partial;
    }

    /** {@return where to make the file or folder} */
    public Path path() {
        return path;
    }

    /**
     * Moves what was made into place. An existing file is replaced in the same step. An existing folder is set aside
     * first, put back when the move fails, and deleted when it succeeds; the end of the JVM waits for this.
     *
     * @throws IllegalStateException when this is closed, as it is once the JVM is ending
     */
    public synchronized void moveIntoPlace() throws IOException {
        requireOpen();
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(path, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path old = path.resolveSibling(path.getFileName() + ".old");
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        discard(old);
    }

    /**
     * Moves the folder that was made to where nothing is but perhaps an empty folder, in one step.
     *
     * @throws IllegalStateException as above
     * @throws IOException also where something is, even if it came to be just now; that stays as it is
     */
    public synchronized void moveWhereNothingIs() throws IOException {
        requireOpen();
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(path + " has been discarded");
        }
    }

    /** Deletes what is left; a leftover that cannot be deleted is logged. */
    @Override
    public synchronized void close() {
        closed = true;
        OPEN.remove(this);
        discard(path);
    }

    /**
     * Deletes what processes that were killed have left in a folder.
     *
     * @param names of the files and folders that nobody makes there any more
     * @throws UncheckedIOException if the folder cannot be read
     */
    public static void discardLeftOvers(Path folder, Set<String> names) {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(entry -> {
                        Matcher left = LEFT.matcher(entry.getFileName().toString());
                        return left.matches() && names.contains(left.group(1));
                    })
                    .toList()
                    .forEach(PartialPath::discard);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read", e);
        }
    }

    private static void discard(Path path) {
        try {
            deleteTree(path);
        } catch (UncheckedIOException e) {
            System.getLogger(PartialPath.class.getName()).log(System.Logger.Level.WARNING, "left behind: " + path, e);
        }
    }

    /** Deletes a file or a folder with all that is in it, links themselves and not what they lead to. */
    private static void deleteTree(Path root) {
        IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Files.walkFileTree(root, new Deletion());
                return;
            } catch (NoSuchFileException e) {
                if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
                    return;
                }
                last = e;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new UncheckedIOException("cannot delete " + root, last);
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
