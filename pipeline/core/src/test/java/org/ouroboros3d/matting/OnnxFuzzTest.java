package org.ouroboros3d.matting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.format.Fuzzer;

class OnnxFuzzTest {
    @TempDir
    private Path folder;

    @Test
    void damagedNetworksAreRefusedOrOpened() throws IOException {
        byte[] sound = new OnnxBuilder(320).head("mask", 1, 1, 1, 1).build();
        Path file = folder.resolve("net.onnx");
        Fuzzer.run("ONNX", List.of(sound), List.of("Conv", "Sigmoid", "MaxPool", "picture", "strides"), bytes -> {
            Files.write(file, bytes);
            OnnxMatting.open(file).close();
        });
    }
}
