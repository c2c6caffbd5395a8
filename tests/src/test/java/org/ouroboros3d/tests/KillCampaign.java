package org.ouroboros3d.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.gaussian.GaussianFormat;
import org.ouroboros3d.format.gaussian.GaussianWriter;
import org.ouroboros3d.format.gaussian.WriteOptions;
import org.ouroboros3d.format.safetensors.SafetensorsReader;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageWriter;

/**
 * Kills commands at random moments. Whatever file is there under its own name must be whole, and the same command, given
 * again, must come to the result of a run that nobody killed. Run by hand; arguments: how often each command is killed,
 * and a regular expression of commands.
 */
final class KillCampaign {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OUT = "out";

    private final Path folder;
    private final Random random = new Random();

    private KillCampaign(Path folder) {
        this.folder = folder;
    }

    /**
     * A command.
     *
     * @param name for the table
     * @param arguments with {@value #OUT} where its output goes
     * @param again what is added when it is given again
     * @param growing whether its files may be older versions of the whole ones when it is killed
     */
    private record Command(String name, List<String> arguments, List<String> again, boolean growing) {}

    /** Takes the number of kills of each command. */
    public static void main(String... arguments) throws IOException, InterruptedException, URISyntaxException {
        int kills = arguments.length == 0 ? 25 : Integer.parseInt(arguments[0]);
        KillCampaign campaign = new KillCampaign(Files.createTempDirectory("kills"));
        System.out.println("| command | kills | before a file | with some files | with all files | files checked |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        Pattern names = Pattern.compile(arguments.length < 2 ? ".*" : arguments[1]);
        for (Command command : campaign.commands()) {
            if (names.matcher(command.name()).find()) {
                campaign.run(command, kills);
            }
        }
    }

    private List<Command> commands() throws IOException, URISyntaxException {
        Path picture = folder.resolve("picture.png");
        byte[] samples = new byte[64 * 64 * 4];
        random.nextBytes(samples);
        for (int p = 0; p < 64 * 64; p++) {
            samples[4 * p + 3] = (byte) (Math.hypot(p % 64 - 32, p / 64 - 32) < 24 ? 255 : 0);
        }
        ImageWriter.writePng(Image.of(64, 64, 4, samples), picture);
        Path cloud = folder.resolve("cloud.ply");
        Files.write(cloud, GaussianWriter.toBytes(cloud(150_000), GaussianFormat.PLY, WriteOptions.DEFAULT));
        Path mesh = folder.resolve("mesh.obj");
        Files.writeString(mesh, "v -1 -1 0\nv 1 -1 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 4\nf 2 3 4\nf 3 1 4\n");
        Path other = Files.copy(mesh, folder.resolve("other.obj"));
        Path config = folder.resolve("config.json");
        Path model = Path.of(KillCampaign.class.getResource("/train/model.json").toURI());
        Files.writeString(
                config,
                "{\"stage\": \"reconstructor\", \"model\": \"" + model + "\", \"steps\": 12, \"checkpoint_every\": 2,"
                        + " \"sample_every\": 5, \"optimizer\": {\"learning_rate\": 1e-3, \"warmup_steps\": 0}}");
        return List.of(
                new Command(
                        "convert", List.of("convert", cloud.toString(), OUT + "/cloud.glb"), List.of("--force"), false),
                new Command(
                        "dataset render",
                        List.of("dataset", "render", mesh.toString(), other.toString(), "-o", OUT, "--size", "64"),
                        List.of(),
                        false),
                new Command(
                        "generate",
                        List.of("generate", picture.toString(), "-o", OUT, "--steps", "1", "--seed", "1"),
                        List.of("--force"),
                        false),
                new Command("train", List.of("train", config.toString(), "-o", OUT), List.of("--resume"), true));
    }

    private static GaussianCloud cloud(int count) {
        float[] means = new float[3 * count];
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        float[] quats = new float[4 * count];
        for (int i = 0; i < means.length; i++) {
            means[i] = (i * 7919 % 2003) / 2003f;
            scales[i] = 0.01f;
        }
        for (int i = 0; i < count; i++) {
            opacities[i] = 0.5f;
            quats[4 * i] = 1;
        }
        return new GaussianCloud(means, opacities, scales, quats, means.clone());
    }

    private void run(Command command, int kills) throws IOException, InterruptedException {
        // The first run unpacks libraries.
        String name = command.name().replace(' ', '-');
        finish(start(command, name + "-first", List.of()), command);
        long begin = System.nanoTime();
        finish(start(command, name + "-whole", List.of()), command);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        Map<String, byte[]> whole = files(folder.resolve(name + "-whole"));
        int none = 0;
        int all = 0;
        int checked = 0;
        for (int kill = 0; kill < kills; kill++) {
            String out = name + "-" + kill;
            ForkedCli doomed = start(command, out, List.of());
            // Rather late than early: files are written at the end.
            Thread.sleep((long) (millis * (1 - random.nextDouble() * random.nextDouble())));
            doomed.kill();
            Map<String, byte[]> left = files(folder.resolve(out));
            none += left.isEmpty() ? 1 : 0;
            all += left.keySet().equals(whole.keySet()) ? 1 : 0;
            for (Map.Entry<String, byte[]> file : left.entrySet()) {
                checked++;
                if (!command.growing()) {
                    requireWhole(file.getKey(), file.getValue(), whole);
                }
            }
            // A command that was killed before it made its folder has nothing to resume or to replace.
            finish(start(command, out, left.isEmpty() ? List.of() : command.again()), command);
            Map<String, byte[]> again = files(folder.resolve(out));
            require(again.keySet().equals(whole.keySet()), out + ": " + again.keySet() + ", not " + whole.keySet());
            for (Map.Entry<String, byte[]> file : again.entrySet()) {
                requireWhole(file.getKey(), file.getValue(), whole);
            }
        }
        System.out.printf(
                "| `%s` | %d | %d | %d | %d | %d |%n", command.name(), kills, none, kills - none - all, all, checked);
    }

    private ForkedCli start(Command command, String out, List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (String argument : command.arguments()) {
            if (!argument.startsWith(OUT)) {
                arguments.add(argument);
                continue;
            }
            Path path = folder.resolve(out + argument.substring(OUT.length()));
            Files.createDirectories(path.getParent());
            arguments.add(path.toString());
        }
        arguments.addAll(more);
        Files.createDirectories(folder.resolve("logs"));
        return ForkedCli.start(folder.resolve("logs"), arguments.toArray(String[]::new));
    }

    private static void finish(ForkedCli run, Command command) throws IOException, InterruptedException {
        ForkedCli.Result result = run.await();
        require(result.exitCode() == 0, command.name() + " ended with " + result.exitCode() + ": " + result.err());
    }

    /** The files that carry their own names; hidden ones are unfinished. */
    private static Map<String, byte[]> files(Path out) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        if (Files.isDirectory(out)) {
            try (Stream<Path> all = Files.walk(out)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Path name = out.relativize(file);
                    if (Stream.iterate(name, path -> path != null, Path::getParent)
                            .noneMatch(path -> path.getFileName().toString().startsWith("."))) {
                        files.put(name.toString(), Files.readAllBytes(file));
                    }
                }
            }
        }
        return files;
    }

    private static void requireWhole(String name, byte[] bytes, Map<String, byte[]> whole) throws IOException {
        byte[] expected = whole.get(name);
        require(expected != null, name + " is no file of a whole run");
        if (name.endsWith(".json") || name.endsWith(".jsonl")) {
            require(withoutTimes(bytes).equals(withoutTimes(expected)), name + " differs");
        } else if (name.endsWith(".safetensors")) {
            // A checkpoint's header tells the time that its steps took.
            require(sameTensors(name, bytes, expected), name + " differs from a whole run's");
        } else if (!name.endsWith(".html")) {
            require(Arrays.equals(bytes, expected), name + " differs from a whole run's");
        } else {
            require(new String(bytes, StandardCharsets.UTF_8).stripTrailing().endsWith("</html>"), name + " is cut");
        }
    }

    private static boolean sameTensors(String name, byte[] bytes, byte[] expected) {
        Map<String, TensorData> tensors =
                SafetensorsReader.parse(name, MemorySegment.ofArray(bytes)).tensors();
        Map<String, TensorData> whole =
                SafetensorsReader.parse(name, MemorySegment.ofArray(expected)).tensors();
        return tensors.keySet().equals(whole.keySet())
                && tensors.entrySet().stream()
                        .allMatch(tensor -> tensor.getValue()
                                        .data()
                                        .mismatch(whole.get(tensor.getKey()).data())
                                == -1);
    }

    /** Lines of JSON without what differs from run to run. */
    private static List<JsonNode> withoutTimes(byte[] bytes) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(bytes)) {
            while (values.hasNextValue()) {
                JsonNode value = values.nextValue();
                strip(value);
                lines.add(value);
            }
        }
        return lines;
    }

    private static void strip(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.remove(List.of("seconds", "stageSeconds", "totalSeconds", "peakMemoryBytes", "settings", "date"));
        }
        value.forEach(KillCampaign::strip);
    }

    private static void require(boolean right, String fault) {
        if (!right) {
            throw new IllegalStateException(fault);
        }
    }
}
