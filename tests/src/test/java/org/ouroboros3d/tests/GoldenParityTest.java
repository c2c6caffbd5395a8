package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.verify.Comparison;
import org.ouroboros3d.verify.GoldenCheck;
import org.ouroboros3d.verify.GoldenChecks;
import org.ouroboros3d.verify.GoldenFile;

/** Every golden file of the test resources, through the check that {@code ouroboros3d verify} runs. */
class GoldenParityTest {
    private static final String ENDING = ".golden.safetensors";

    static List<String> goldens() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void agreesWithTheReference(String name) throws URISyntaxException {
        GoldenFile golden = GoldenFile.read(folder().resolve(name + ENDING));
        Optional<GoldenCheck> check = GoldenChecks.forModule(golden.module());
        assertThat(check).as("check for module %s", golden.module()).isPresent();
        long before = Tensor.liveCount();
        try (TensorScope scope = TensorScope.open();
                GradMode mode = GradMode.disabled()) {
            List<Comparison> comparisons = check.get().run(golden, Device.CPU);
            assertThat(comparisons).isNotEmpty().allMatch(Comparison::passed);
        }
        assertThat(Tensor.liveCount()).as("tensors left open").isEqualTo(before);
    }

    @Test
    void everyCheckHasAGolden() throws IOException, URISyntaxException {
        List<String> modules = goldens().stream()
                .map(name -> name.substring(0, name.indexOf("__")))
                .distinct()
                .toList();
        assertThat(modules).containsAll(GoldenChecks.modules());
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(GoldenParityTest.class.getResource("/goldens").toURI());
    }
}
