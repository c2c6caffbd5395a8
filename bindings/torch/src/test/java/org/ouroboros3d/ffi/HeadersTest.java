package org.ouroboros3d.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checked-in output of jextract was made from the headers as they are now. */
class HeadersTest {
    private static final String REMEDY =
            "%s changed after the Java bindings were generated from it; run bindings/regenerate.sh";

    /** Maven runs tests in the module's folder, an IDE perhaps in the repository's. */
    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("bindings"))
                ? here
                : here.getParent().getParent();
    }

    private static List<String> recorded() throws IOException {
        Path hashes = repository().resolve("bindings/torch/src/test/resources/org/ouroboros3d/ffi/headers.sha256");
        return Files.readAllLines(hashes);
    }

    @Test
    void headersAreThoseOfTheGeneratedCode() throws IOException, NoSuchAlgorithmException {
        for (String line : recorded()) {
            String[] hashAndPath = line.split(" +", 2);
            byte[] header = Files.readAllBytes(repository().resolve(hashAndPath[1]));
            String actual = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(header));
            assertThat(actual).as(REMEDY, hashAndPath[1]).isEqualTo(hashAndPath[0]);
        }
    }

    @Test
    void everyGeneratedPackageHasItsHeader() throws IOException {
        List<Path> packages = new ArrayList<>();
        for (String module : List.of("torch", "splat")) {
            Path generated = repository().resolve("bindings/" + module + "/src/main/java/org/ouroboros3d/ffi");
            try (var found = Files.list(generated)) {
                found.filter(Files::isDirectory).forEach(packages::add);
            }
        }
        assertThat(packages)
                .as("packages that jextract wrote, one for each header in headers.sha256")
                .hasSameSizeAs(recorded())
                .isNotEmpty();
    }
}
