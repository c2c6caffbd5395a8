package org.ouroboros3d.data.mesh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros3d.format.FuzzTarget;
import org.ouroboros3d.format.Fuzzer;

class MeshFuzzTest {
    @TempDir
    private static Path folder;

    static List<FuzzTarget> targets() throws IOException {
        return MeshFuzzTargets.in(folder);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void damagedFilesAreRefusedOrRead(FuzzTarget target) throws IOException {
        Fuzzer.run(target);
    }
}
