package org.ouroboros3d.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.output.PictureNames;

/** Looks pictures up by Spark's data source {@code binaryFile}, on any file system that Hadoop knows. */
public final class PictureFiles {
    private static final String FORMAT = "binaryFile";
    private static final String LOCATION = "path";
    private static final String TENSORS = "safetensors";

    private final SparkSession session;

    /** @param session that lists folders */
    public PictureFiles(SparkSession session) {
        this.session = session;
    }

    /**
     * {@return locations: the pictures of folders, files that match patterns, and files by their names}
     *
     * @throws InputException if one means no picture
     */
    public List<String> find(List<String> arguments) {
        List<String> found = new ArrayList<>();
        arguments.forEach(argument -> found.addAll(find(argument)));
        return found;
    }

    private List<String> find(String argument) {
        try {
            Path path = new Path(argument);
            Configuration hadoop = session.sparkContext().hadoopConfiguration();
            FileStatus[] matches = path.getFileSystem(hadoop).globStatus(path);
            if (matches == null || matches.length == 0) {
                throw new InputException(argument, "nothing is there", "name pictures, folders or patterns in quotes");
            }
            boolean folders = Arrays.stream(matches).anyMatch(FileStatus::isDirectory);
            List<String> found = locations(files(folders).load(argument));
            if (found.isEmpty()) {
                throw new InputException(
                        argument, "there are no pictures", "name files that end in .png, .jpg or .webp");
            }
            return found;
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException(
                    argument, "it cannot be listed (" + e.getMessage() + ")", "name a file, a folder or a pattern", e);
        }
    }

    private DataFrameReader files(boolean picturesOnly) {
        DataFrameReader files = session.read().format(FORMAT);
        return picturesOnly
                ? files.option(
                        "pathGlobFilter",
                        // Codecs decode bytes from anywhere; tensors are mapped from files.
                        PictureNames.ENDINGS.stream()
                                .filter(ending -> !ending.equals(TENSORS))
                                .sorted()
                                .collect(Collectors.joining(",", "*.{", "}")))
                : files;
    }

    /**
     * {@return the column {@code path} of a table such as {@code spark.read().format("binaryFile")} gives, in order} The
     * contents are left where they are: executors read them.
     */
    public static List<String> locations(Dataset<Row> files) {
        return files.select(LOCATION).as(Encoders.STRING()).collectAsList().stream()
                .sorted()
                .toList();
    }

    /** {@return the lines of a text file, which name pictures; those that are not there fail one by one} */
    public List<String> listed(String file) {
        return session.read().textFile(file).collectAsList().stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
