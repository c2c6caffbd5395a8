package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher in a project of empty files, with a JDK, a Maven and compilers that only say how they were called. */
class LauncherTest {
    private static final List<String> SYSTEM_TOOLS = List.of(
            "bash",
            "dirname",
            "readlink",
            "sed",
            "grep",
            "head",
            "tail",
            "awk",
            "find",
            "touch",
            "mkdir",
            "rm",
            "mv",
            "sleep",
            "flock",
            "cat");

    @TempDir
    private Path temporary;

    private Path project;
    private Path tools;
    private Path launcher;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeProject() throws IOException {
        project = Files.createDirectories(temporary.resolve("a project")).toRealPath();
        for (String folder : List.of(
                "cmake",
                "native/include",
                "native/src",
                "bindings/torch/src/main",
                "bindings/splat/src/main",
                "pipeline/core/src/main",
                "pipeline/training/src/main",
                "pipeline/weights/src/main",
                "cli/src/main",
                "cli/bin")) {
            Files.createDirectories(project.resolve(folder));
        }
        for (String file : List.of(
                "pom.xml",
                "native/pom.xml",
                "native/CMakeLists.txt",
                "native/build.sh",
                "bindings/torch/pom.xml",
                "bindings/splat/pom.xml",
                "pipeline/core/pom.xml",
                "pipeline/training/pom.xml",
                "pipeline/weights/pom.xml",
                "cli/pom.xml",
                "cli/src/main/Main.java",
                "library.jar")) {
            Files.createFile(project.resolve(file));
        }
        launcher = project.resolve("cli/bin/ouroboros3d");
        script(launcher, Files.readString(Path.of("bin/ouroboros3d")));

        Path jdk = Files.createDirectories(project.resolve("jdk 25/bin")).getParent();
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.1\"\n");
        script(jdk.resolve("bin/java"), "#!/bin/sh\nfor a; do printf '<%s>' \"$a\"; done\nexit 42\n");
        script(jdk.resolve("bin/javac"), "#!/bin/sh\n");

        tools = Files.createDirectory(project.resolve("tools"));
        for (String tool : SYSTEM_TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), find(tool));
        }
        for (String tool : List.of("cmake", "c++", "make")) {
            script(tools.resolve(tool), "#!/bin/sh\n");
        }
        maven("""
                sleep 0.3
                mkdir -p cli/target/app
                echo jar >library.jar
                echo jar >cli/target/ouroboros3d-cli.jar
                echo "$PWD/library.jar" >cli/target/app/classpath
                """);
    }

    @Test
    void buildsOnceAndPassesArgumentsAndExitCodeOn() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), launcher);
        Result first = run(link, "generate", "my image.png", "-o", "");
        assertThat(first.exitCode()).as(first.err()).isEqualTo(42);
        assertThat(first.out())
                .contains("<--enable-native-access=ALL-UNNAMED>")
                .contains("<" + project + "/cli/target/ouroboros3d-cli.jar:" + project + "/library.jar>")
                .endsWith("<org.ouroboros3d.cli.Main><generate><my image.png><-o><>");
        assertThat(first.err()).contains("Building Ouroboros3D");
        Result second = run(link, "doctor");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).hasSize(1).first().asString().contains("-pl cli -am package");
    }

    @Test
    void keepsTheClassesOfATrialForLaterStarts() throws Exception {
        Path java = project.resolve("jdk 25/bin/java");
        Path trials = project.resolve("trials");
        script(java, """
                #!/bin/sh
                for a; do
                  printf '<%s>' "$a"
                  case "$a" in
                    -XX:ArchiveClassesAtExit=*) echo trial >>'TRIALS'; echo classes >"${a#*=}"; exit 0 ;;
                  esac
                done
                """.replace("TRIALS", trials.toString()));
        String archived = "<-XX:SharedArchiveFile=" + project + "/cli/target/app/classes.jsa>";
        assertThat(run(launcher, "doctor").out()).contains(archived).endsWith("<doctor>");
        assertThat(run(launcher, "generate").out()).contains(archived);
        assertThat(Files.readAllLines(trials)).as("trials").hasSize(1);
        Files.setLastModifiedTime(
                project.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(5)));
        run(launcher, "doctor");
        assertThat(Files.readAllLines(trials)).as("trials after another build").hasSize(2);
    }

    @Test
    void doesWithoutAnArchiveThatCannotBeMade() throws Exception {
        run(launcher, "doctor");
        assertThat(project.resolve("cli/target/app/classes.jsa")).isEmptyFile();
        assertThat(run(launcher, "doctor").out()).doesNotContain("SharedArchiveFile");
    }

    @ParameterizedTest
    @CsvSource({
        "true, --help",
        "true, doctor",
        "true, convert a.ply b.spz",
        "true, generate FILE -o FOLDER",
        "true, generate --force FILE",
        "false, generate FOLDER -o OUT",
        "false, generate FILE FILE",
        "false, generate *.png",
        "false, serve",
    })
    void oneCompilerIsEnoughForWhatIsOverInSeconds(boolean enough, String line) throws Exception {
        String arguments = line.replace(
                        "FILE",
                        Files.writeString(temporary.resolve("a.png"), "").toString())
                .replace("FOLDER", temporary.toString());
        assertThat(run(launcher, arguments.split(" ", -1)).out().contains("<-XX:TieredStopAtLevel=1>"))
                .isEqualTo(enough);
    }

    @ParameterizedTest
    @CsvSource({"cli/src/main/Main.java", "native/src", "pom.xml"})
    void buildsAgainWhenASourceIsNewer(String source) throws Exception {
        run(launcher, "doctor");
        Files.setLastModifiedTime(
                project.resolve(source), FileTime.from(Instant.now().plusSeconds(5)));
        run(launcher, "doctor");
        assertThat(builds()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"library.jar", "cli/target/ouroboros3d-cli.jar", "cli/target/app/classpath"})
    void buildsAgainWhenSomethingIsGone(String file) throws Exception {
        run(launcher, "doctor");
        Files.delete(project.resolve(file));
        run(launcher, "doctor");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void firstRunsAtTheSameTimeBuildOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(start(launcher, "doctor"));
        }
        for (Process process : processes) {
            assertThat(finish(process).exitCode()).isEqualTo(42);
        }
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aFailedBuildNamesItsLog() throws Exception {
        maven("echo '[ERROR] something is wrong'\nexit 1\n");
        Result result = run(launcher, "doctor");
        assertThat(result.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("[ERROR] something is wrong")
                .contains("The build failed; the whole log is in " + project + "/cli/target/app/build.log");
    }

    @ParameterizedTest
    @CsvSource({
        "mvn,Maven is missing: install Maven",
        "cmake,CMake is missing: install CMake",
        "c++,A C++17 compiler is missing: install g++",
        "make,A build tool is missing: install ninja or make"
    })
    void aMissingToolIsOneSentence(String tool, String sentence) throws Exception {
        Files.delete(tools.resolve(tool));
        Result result = run(launcher, "doctor");
        assertThat(result.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(result.err().lines()).singleElement().asString().startsWith("ouroboros3d: " + sentence);
    }

    @Test
    void namesBeyondAsciiNeedAnotherLocaleThanThatOfContainers() throws Exception {
        script(project.resolve("jdk 25/bin/java"), "#!/bin/sh\nprintf '<%s>' \"$LC_ALL\"\n");
        for (String locale : List.of("", "C", "POSIX", "en_US.ISO-8859-1")) {
            environment.put("LC_ALL", locale);
            assertThat(run(launcher, "doctor").out()).as(locale).isEqualTo("<C.UTF-8>");
        }
        environment.put("LC_ALL", "de_DE.UTF-8");
        assertThat(run(launcher, "doctor").out()).isEqualTo("<de_DE.UTF-8>");
    }

    @Test
    void aDeletedWorkingFolderAndALowLimitOfMemoryAreOneSentence() throws Exception {
        run(launcher, "doctor");
        Path shell = tools.resolve("start");
        script(shell, "#!/bin/bash\nmkdir gone\ncd gone\nrm -r ../gone\nexec \"$@\"\n");
        Result gone = run(shell, launcher.toString(), "doctor");
        assertThat(gone.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(gone.err()).contains("ouroboros3d: The working folder does not exist any more");
        script(shell, "#!/bin/bash\nulimit -v 4000000\nexec \"$@\"\n");
        Result low = run(shell, launcher.toString(), "doctor");
        assertThat(low.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(low.err().lines())
                .singleElement()
                .asString()
                .startsWith("ouroboros3d: The limit on virtual memory, 4000000 KiB, is too low");
    }

    @Test
    void aMissingJdkIsOneSentence() throws Exception {
        // No machine has this one, whatever is installed in the usual folders.
        script(launcher, Files.readString(launcher).replace("oldest_java=22", "oldest_java=9999"));
        Result result = run(launcher, "doctor");
        assertThat(result.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("ouroboros3d: A JDK 9999 or later is missing: install one");
    }

    private void maven(String body) throws IOException {
        script(tools.resolve("mvn"), "#!/bin/sh\ncd '" + project + "'\necho \"$@\" >>builds\n" + body);
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(project.resolve("builds"));
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path find(String tool) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, tool))) {
                return Path.of(folder, tool);
            }
        }
        throw new AssertionError(tool + " is not on the PATH");
    }

    private record Result(int exitCode, String out, String err) {}

    private Process start(Path program, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", tools.toString());
        environment.put("HOME", temporary.toString());
        environment.put("JAVA_HOME", project.resolve("jdk 25").toString());
        environment.putAll(this.environment);
        return builder.start();
    }

    private Result run(Path program, String... args) throws Exception {
        return finish(start(program, args));
    }

    private static Result finish(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out, err);
    }
}
