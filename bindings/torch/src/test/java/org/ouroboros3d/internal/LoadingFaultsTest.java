package org.ouroboros3d.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.testing.Fork;

/** Every way in which LibTorch can be wrong ends in one sentence that names the fault, and never in a dead JVM. */
class LoadingFaultsTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    private Path folder;

    private static String classPathWithout(String jar) {
        return Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(jar))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String load(Object variable) throws IOException, InterruptedException {
        return load(variable.toString(), CLASS_PATH);
    }

    private static String load(String variable, String classPath) throws IOException, InterruptedException {
        Map<String, String> environment = variable.isEmpty() ? Map.of() : Map.of(LibTorchFolder.VARIABLE, variable);
        return Fork.java(LoadProbe.class, classPath, environment, "-XX:TieredStopAtLevel=1");
    }

    /** A folder that looks like LibTorch 2.9: everything is there but the stable ABI's newer functions. */
    private void makeOldLibTorch() throws IOException, InterruptedException {
        Fork.compile("int c10_stub(void) { return 0; }", folder.resolve("libc10.so"));
        Fork.compile(
                "#include <stdint.h>\nuint64_t aoti_torch_abi_version(void) { return 0x0209000000000000u; }",
                folder.resolve("libtorch_cpu.so"));
    }

    private static void write(Path file, long position, int... bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            buffer.put((byte) value);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(buffer.flip(), position);
        }
    }

    @Test
    void variableNamesWhatIsNoLibTorchFolder() throws IOException, InterruptedException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(load(file))
                .startsWith("refused: OUROBOROS3D_LIBTORCH names " + file + ", which is not a folder")
                .contains("name the folder that holds libtorch_cpu.so");
        Path nothing = folder.resolve("nothing");
        assertThat(load(nothing))
                .startsWith("refused: OUROBOROS3D_LIBTORCH names " + nothing + ", which does not exist");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(load(empty))
                .startsWith("refused: there is no LibTorch in the folder that OUROBOROS3D_LIBTORCH names")
                .contains(empty + "/torch/lib");
    }

    @Test
    void tooOld() throws IOException, InterruptedException {
        makeOldLibTorch();
        assertThat(load(folder))
                .startsWith("refused: LibTorch in " + folder + " is too old: Ouroboros3D needs 2.10 or later");
    }

    @Test
    void halfInstalled() throws IOException, InterruptedException {
        makeOldLibTorch();
        Files.createFile(folder.resolve("libtorch_cuda.so"));
        assertThat(load(folder)).contains("half installed: libc10_cuda.so is missing");
        Files.delete(folder.resolve("libtorch_cuda.so"));
        Files.delete(folder.resolve("libc10.so"));
        assertThat(load(folder))
                .contains("half installed: libc10.so is missing")
                .contains("install it again");
    }

    @Test
    void dependencyThatNobodyHas() throws IOException, InterruptedException {
        makeOldLibTorch();
        Path dependency = folder.resolve("libmissing.so.3");
        Fork.compile("int missing(void) { return 0; }", dependency);
        Fork.compile(
                "int missing(void); int torch(void) { return missing(); }",
                folder.resolve("libtorch_cpu.so"),
                dependency.toString());
        // Beside the library it is found without a RUNPATH, and the next fault is reported.
        assertThat(load(folder)).contains("is too old");
        Files.delete(dependency);
        assertThat(load(folder))
                .contains("half installed: libtorch_cpu.so needs libmissing.so.3")
                .contains("install that library");
    }

    @Test
    void undefinedSymbol() throws IOException, InterruptedException {
        makeOldLibTorch();
        Fork.compile(
                "extern int of_another_version; int *torch = &of_another_version;", folder.resolve("libtorch_cpu.so"));
        assertThat(load(folder))
                .startsWith("refused: LibTorch cannot be loaded: ")
                .contains("undefined symbol: of_another_version")
                .contains("too old or does not fit");
    }

    @Test
    void otherMachine() throws IOException, InterruptedException {
        makeOldLibTorch();
        int aarch64 = 183;
        write(folder.resolve("libtorch_cpu.so"), 18, aarch64, 0);
        assertThat(load(folder)).contains("libtorch_cpu.so is built for AArch64, this machine is x86-64");
        int classOf32Bits = 1;
        write(folder.resolve("libc10.so"), 4, classOf32Bits);
        assertThat(load(folder)).contains("libc10.so is not a 64-bit little-endian library");
    }

    @Test
    void cutShort() throws IOException, InterruptedException {
        makeOldLibTorch();
        Path library = folder.resolve("libtorch_cpu.so");
        long size = Files.size(library);
        for (long length : List.of(size - 1, size / 2, 70L, 64L, 10L, 0L)) {
            try (FileChannel channel = FileChannel.open(library, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
            assertThat(load(folder))
                    .as("%d of %d bytes", length, size)
                    .containsAnyOf("is cut short: " + length + " of at least ", "is not a whole shared library")
                    .contains("install LibTorch for this machine again");
        }
    }

    @Test
    void notALibraryAtAll() throws IOException, InterruptedException {
        makeOldLibTorch();
        Files.writeString(folder.resolve("libc10.so"), "version https://git-lfs.github.com/spec/v1\n".repeat(4));
        assertThat(load(folder)).contains("libc10.so is not an ELF shared library");
    }

    @Test
    void jarsAreNotOnTheClassPath() throws IOException, InterruptedException {
        assertThat(load("", classPathWithout("pytorch")))
                .startsWith("refused: LibTorch is not on the class path; add org.bytedeco:pytorch with the classifier")
                .contains("OUROBOROS3D_LIBTORCH");
    }

    @Test
    void unpackedFolderFindsItsDependenciesInTheJars() throws IOException, InterruptedException {
        Path unpacked = LibTorch.load().folder();
        assertThat(load(unpacked)).startsWith("loaded 2.").contains("from " + unpacked + ", 1 + 1 = 2.0");
    }

    @Test
    void layoutOfAPipInstallation() throws IOException, InterruptedException {
        Path lib = Files.createDirectories(folder.resolve("site-packages/torch/lib"));
        for (String name : List.of("libc10.so", "libtorch_cpu.so")) {
            Files.createSymbolicLink(lib.resolve(name), LibTorch.load().folder().resolve(name));
        }
        for (String name : List.of("libgomp.so.1", "libopenblas.so.0", "libgfortran.so.5", "libquadmath.so.0")) {
            Files.copy(BundledLibraries.find(name).orElseThrow(), lib.resolve(name));
        }
        Files.move(lib.resolve("libgomp.so.1"), lib.resolve("libgomp-1a2b3c4d.so.1"));
        String withoutOpenBlas = classPathWithout("openblas");
        assertThat(load(folder.resolve("site-packages").toString(), withoutOpenBlas))
                .startsWith("loaded 2.")
                .contains("from " + lib);
        assertThat(load(lib.toString(), withoutOpenBlas)).contains("from " + lib);
        // JUnit warns of links that lead out of the folder that it deletes.
        Files.delete(lib.resolve("libc10.so"));
        Files.delete(lib.resolve("libtorch_cpu.so"));
    }
}
