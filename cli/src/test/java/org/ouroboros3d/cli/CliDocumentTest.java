package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/cli.md} against the commands: what is between its marks is made of their {@code --help}. With the system
 * property {@code ouroboros3d.docs.write} the page is written instead of compared.
 */
class CliDocumentTest {
    private static final String BEGIN = "<!-- generated from the commands: begin -->\n";
    private static final String END = "<!-- generated from the commands: end -->\n";
    private static final String WRITE = "ouroboros3d.docs.write";

    /** Maven runs tests in the module's folder, an IDE perhaps in the repository's. */
    private static Path page() {
        return Stream.of("../docs/cli.md", "docs/cli.md")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void pageIsWhatTheCommandsSay() throws IOException {
        String there = Files.readString(page());
        String made = there.substring(0, there.indexOf(BEGIN) + BEGIN.length())
                + "\n" + CliDocument.of(RootCommand.commandLine()) + "\n"
                + there.substring(there.indexOf(END));
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(page(), made);
        } else {
            assertThat(there)
                    .as("docs/cli.md differs from the commands; write it with: mvn -B -ntp -pl cli -am test"
                            + " -Dtest=CliDocumentTest -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dtest.jvm.args=-D" + WRITE + "=true")
                    .isEqualTo(made);
        }
    }
}
