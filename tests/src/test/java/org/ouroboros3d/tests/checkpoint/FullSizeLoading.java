package org.ouroboros3d.tests.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.tensor.DType;

/**
 * Writes a checkpoint of the published size (about 12 GB of random numbers), or loads it and prints the memory that
 * this took. {@code mvn -Pfull-size -DskipTests -pl tests -am test -Dfull-size.folder=FOLDER} runs both.
 */
final class FullSizeLoading {
    private FullSizeLoading() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2 || !List.of("write", "load").contains(arguments[0])) {
            System.err.println("usage: write FOLDER [FLOAT16|FLOAT32], or load FOLDER [FLOAT16|FLOAT32]");
            System.exit(2);
        }
        Path folder = Path.of(arguments[1]);
        DType dtype = DType.valueOf(arguments.length > 2 ? arguments[2] : "FLOAT16");
        if (arguments[0].equals("write")) {
            write(folder, dtype);
        } else {
            load(folder, dtype);
        }
    }

    private static void write(Path root, DType dtype) throws IOException {
        OfficialStates states = OfficialStates.published();
        try (Arena arena = Arena.ofConfined()) {
            SyntheticTensors tensors = new SyntheticTensors(dtype, states.largestTensor(), arena);
            new OfficialFolders(root, tensors).write(OfficialFolders.publishedConfigs(), states);
        }
        System.out.println("written: " + root);
    }

    private static void load(Path root, DType precision) throws IOException {
        long start = System.nanoTime();
        System.out.println("before: " + memory());
        try (OfficialNetworks networks =
                new OfficialNetworks(precision, (name, parameters) -> report(name, parameters, start))) {
            OfficialFolders folders = new OfficialFolders(root, null);
            networks.loadModel(folders.ouroboros(), folders.svd(), LgmConfig.BIG);
            System.out.println("the whole model, " + precision + ": " + memory());
        }
        try (OfficialNetworks networks =
                new OfficialNetworks(precision, (name, parameters) -> report(name, parameters, start))) {
            OfficialFolders folders = new OfficialFolders(root, null);
            networks.loadUnet(folders.svd());
            networks.loadLgm(folders.lgm(), LgmConfig.BIG);
        }
    }

    private static void report(String name, long parameters, long start) {
        System.out.printf(
                Locale.ROOT,
                "%-80s %,14d parameters, none missing, none unexpected; %.1f s since the start%n",
                name,
                parameters,
                (System.nanoTime() - start) / 1e9);
    }

    /** {@return the kernel's account of this process: resident now, private and of mapped files, and at its peak} */
    private static String memory() throws IOException {
        List<String> wanted = List.of("VmRSS", "RssAnon", "RssFile", "VmHWM");
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (wanted.contains(line.substring(0, line.indexOf(':')))) {
                text.append(line.replaceAll("\\s+", " ")).append("  ");
            }
        }
        return text.toString();
    }
}
