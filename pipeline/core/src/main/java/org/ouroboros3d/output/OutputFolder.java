package org.ouroboros3d.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.io.PartialPath;

/**
 * The folder of a run's results, all or nothing: files are written into a hidden folder beside it, which takes its place
 * at {@link #commit()}. Closed before that, or interrupted, a run leaves nothing behind and an earlier folder as it was.
 *
 * <pre>{@code
 * try (OutputFolder out = OutputFolder.create(path, force)) {
 *     ImageWriter.writePng(views, out.file("views.png"));
 *     out.commit();
 * }
 * }</pre>
 */
public final class OutputFolder implements AutoCloseable {
    private final Path target;
    private final PartialPath partial;
    private final boolean force;

    private OutputFolder(Path target, PartialPath partial, boolean force) {
        this.target = target;
        this.partial = partial;
        this.force = force;
    }

    /**
     * Begins a folder of results.
     *
     * @param folder where the results will be; an empty folder counts as none; missing parents are created
     * @param force replace a folder of earlier results; only if it holds nothing else
     * @throws InputException when something is there that may not be replaced, or its parent cannot be written
     */
    public static OutputFolder create(Path folder, boolean force) {
        try {
            Path target = Files.isDirectory(folder)
                    ? folder.toRealPath()
                    : folder.toAbsolutePath().normalize();
            if (target.getParent() == null) {
                throw new InputException(folder.toString(), "this is the root of the file system", "name a folder");
            }
            requireReplaceable(target, force);
            Files.createDirectories(target.getParent());
            PartialPath partial = PartialPath.beside(target);
            Files.createDirectory(partial.path());
            return new OutputFolder(target, partial, force);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static void requireReplaceable(Path target, boolean force) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new InputException(target.toString(), "this is a file", "name a folder");
        }
        try (Stream<Path> entries = Files.list(target)) {
            TreeSet<String> names =
                    entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
            if (!names.isEmpty() && !force) {
                throw new InputException(
                        target.toString(), "it exists and is not empty", "name another folder, or use --force");
            }
            names.removeIf(ResultFile::isResult);
            if (!names.isEmpty()) {
                throw new InputException(
                        target.toString(),
                        "it holds files that are no results (" + names.first() + "), so it is not replaced",
                        "name another folder");
            }
        }
    }

    /** {@return where to write one of the results until {@link #commit()}} */
    public Path file(ResultFile file) {
        return partial.path().resolve(file.fileName());
    }

    /** {@return where the results will be} */
    public Path target() {
        return target;
    }

    /**
     * Puts the folder into its place; what was there is deleted afterwards.
     *
     * @throws InputException when that fails; an earlier folder is then as it was
     */
    public void commit() {
        try {
            requireReplaceable(target, force);
            if (force) {
                partial.moveIntoPlace();
            } else {
                partial.moveWhereNothingIs();
            }
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** {@return the names of the results written so far, in order} */
    public List<String> written() {
        return Arrays.stream(ResultFile.values())
                .map(ResultFile::fileName)
                .filter(name -> Files.exists(partial.path().resolve(name)))
                .toList();
    }

    private static InputException unwritable(Path folder, IOException cause) {
        return new InputException(
                folder.toString(),
                "it cannot be written (" + cause.getMessage() + ")",
                "check permissions and free space",
                cause);
    }

    /** Discards everything unless it was committed. */
    @Override
    public void close() {
        partial.close();
    }
}
