package org.ouroboros3d.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReaderFuzzTest {
    @TempDir
    private static Path folder;

    static List<FuzzTarget> targets() throws IOException {
        return CoreFuzzTargets.in(folder);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void damagedFilesAreRefusedOrRead(FuzzTarget target) throws IOException {
        Fuzzer.run(target);
    }
}
