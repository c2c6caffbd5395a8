package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java in {@code docs/embedding.md}, compiled as it is; services against the frameworks' own artifacts. */
class EmbeddingDocsTest {
    private static final Pattern CLASS_NAME = Pattern.compile("^public class (\\w+)", Pattern.MULTILINE);
    /** What a service may be long without its imports. */
    private static final int LINES = 30;

    /** A source file of a document. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** {@return the only block of Java below a heading} */
    private static String block(String heading) throws IOException {
        // Maven runs tests in the module's folder, an IDE perhaps in the repository's.
        Path here = Path.of("").toAbsolutePath();
        Path repository = Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
        String document = Files.readString(repository.resolve("docs/embedding.md"), StandardCharsets.UTF_8);
        Matcher section = Pattern.compile("^## " + heading + "\n(.*?)^## ", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(document);
        assertThat(section.find()).as(heading).isTrue();
        Matcher block = Pattern.compile("^```java\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(section.group(1));
        assertThat(block.find()).as(heading).isTrue();
        String text = block.group(1);
        assertThat(block.find()).as(heading).isFalse();
        return text;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Spring Boot", "Quarkus"})
    void aServiceCompiles(String heading, @TempDir Path folder) throws IOException {
        String text = block(heading);
        assertThat(text.lines().filter(line -> !line.startsWith("import ") && !line.isBlank()))
                .hasSizeLessThanOrEqualTo(LINES);
        Matcher name = CLASS_NAME.matcher(text);
        assertThat(name.find()).isTrue();
        compile(name.group(1), text, folder);
        assertThat(folder.resolve("com/example/" + name.group(1) + ".class")).exists();
    }

    /** Lines of a method, with the picture and the log of whoever uses them. */
    @Test
    void theRequestCompiles(@TempDir Path folder) throws IOException {
        String text = """
                import java.time.Duration;
                import java.util.concurrent.CompletableFuture;
                import java.util.logging.Logger;
                import org.ouroboros3d.Ouroboros3D;
                import org.ouroboros3d.generate.Deadline;
                import org.ouroboros3d.generate.Generation;
                import org.ouroboros3d.generate.GenerationOptions;
                import org.ouroboros3d.generate.GenerationRequest;
                import org.ouroboros3d.image.Image;
                import org.ouroboros3d.load.ModelOptions;
                import org.ouroboros3d.tensor.Device;

                class Lines {
                    void run(Image object, Logger log) throws Exception {
                """ + block("Threads and requests") + "}}";
        compile("Lines", text, folder);
        assertThat(folder.resolve("Lines.class")).exists();
    }

    private static void compile(String className, String text, Path folder) throws IOException {
        List<JavaFileObject> sources = List.of(new Source(className, text));
        List<String> options = List.of(
                "-d", folder.toString(), "--release", "22", "-proc:none", "-cp", System.getProperty("java.class.path"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            boolean isCompiled = compiler.getTask(errors, files, null, options, null, sources)
                    .call();
            assertThat(isCompiled).as(errors.toString()).isTrue();
        }
    }
}
