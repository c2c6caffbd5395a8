package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.oracle.svm.configure.ConfigurationBase;
import com.oracle.svm.configure.ConfigurationParserOption;
import com.oracle.svm.configure.config.ForeignConfiguration;
import com.oracle.svm.configure.config.ResourceConfiguration;
import com.oracle.svm.configure.config.TypeConfiguration;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import jdk.graal.compiler.util.json.JsonPrintable;
import jdk.graal.compiler.util.json.JsonWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros3d.internal.LinkedFunction;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;

/**
 * The artifacts' {@code META-INF/native-image/.../reachability-metadata.json} against the code: every native function that is
 * linked, resources, commands, and records that become JSON. With the system property {@code ouroboros3d.docs.write} the files
 * are written instead of compared.
 */
class ReachabilityMetadataTest {
    private static final String WRITE = "ouroboros3d.docs.write";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GROUP = "org.ouroboros3d";
    private static final String CODE = "src/main/java";
    private static final String RESOURCES = "src/main/resources";
    private static final String METADATA = "META-INF/native-image/";

    /** Artifacts by the folders of their modules, without those that native images are not made of. */
    private static final Map<String, String> ARTIFACTS = new TreeMap<>(Map.of(
            "native", "ouroboros3d-native",
            "bindings/torch", "ouroboros3d-torch",
            "bindings/splat", "ouroboros3d-splat",
            "pipeline/core", "ouroboros3d",
            "pipeline/weights", "ouroboros3d-model-tiny",
            "pipeline/training", "ouroboros3d-training",
            "pipeline/serve", "ouroboros3d-serve",
            "cli", "ouroboros3d-cli"));

    /** What becomes JSON by its components besides the records of the command line. */
    private static final List<String> WRITTEN_AS_JSON =
            List.of("org.ouroboros3d.data.mesh.MeshOrbit$Settings", "org.ouroboros3d.output.Report");

    private static Path repository() {
        // Maven runs tests in the module's folder, an IDE perhaps in the repository's.
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String slashed(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    @ParameterizedTest
    @MethodSource("modules")
    void theFileTellsWhatTheCodeNeeds(String module) throws IOException, ReflectiveOperationException {
        String made = metadata(module).text();
        Path file = file(module);
        if (Boolean.getBoolean(WRITE)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, made);
        } else {
            assertThat(file)
                    .as(
                            "%s differs from the code; write it with: mvn -B -ntp -pl tests -am test"
                                    + " -Dtest=ReachabilityMetadataTest -Dsurefire.failIfNoSpecifiedTests=false"
                                    + " -Dtest.jvm.args=-D" + WRITE + "=true",
                            file)
                    .content()
                    .isEqualTo(made);
        }
    }

    private static Path file(String module) {
        return repository()
                .resolve(module)
                .resolve(RESOURCES)
                .resolve(METADATA + GROUP + "/" + ARTIFACTS.get(module) + "/reachability-metadata.json");
    }

    /** As {@code native-image} reads it, which fails here for what it does not know; and what it says that it read. */
    @ParameterizedTest
    @MethodSource("modules")
    void graalvmReadsTheSame(String module) throws IOException {
        String text = Files.readString(file(module));
        ForeignConfiguration foreign = new ForeignConfiguration();
        TypeConfiguration types = new TypeConfiguration();
        ResourceConfiguration resources = new ResourceConfiguration();
        for (ConfigurationBase<?, ?> part : List.of(foreign, types, resources)) {
            part.createParser(true, EnumSet.of(ConfigurationParserOption.STRICT_CONFIGURATION))
                    .parseAndRegister(new StringReader(text));
        }
        JsonNode ours = JSON.readTree(text);
        assertThat(elements(printed(foreign).path("downcalls")))
                .isEqualTo(elements(ours.path("foreign").path("downcalls")));
        assertThat(elements(printed(types))).isEqualTo(elements(ours.path("reflection")));
        assertThat(elements(printed(resources))).isEqualTo(elements(ours.path("resources")));
    }

    private static JsonNode printed(JsonPrintable part) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            part.printJson(json);
        }
        return JSON.readTree(text.toString());
    }

    /** {@return what an array holds, in no order} */
    private static Set<JsonNode> elements(JsonNode array) {
        Set<JsonNode> all = new HashSet<>();
        array.forEach(all::add);
        return all;
    }

    private static Set<String> modules() {
        return ARTIFACTS.keySet();
    }

    private static ReachabilityMetadata metadata(String module) throws IOException, ReflectiveOperationException {
        ReachabilityMetadata metadata = new ReachabilityMetadata();
        metadata.downcalls(downcalls(module));
        Path resources = repository().resolve(module).resolve(RESOURCES);
        metadata.resources(files(resources).stream()
                .map(file -> slashed(resources, file))
                .filter(name -> !name.startsWith(METADATA) && !name.endsWith(".md"))
                .toList());
        for (Class<?> written : writtenAsJson()) {
            if (moduleOf(written).equals(module)) {
                metadata.members(written.getName());
            }
        }
        switch (module) {
            case "native" -> metadata.resources(List.of("org/ouroboros3d/native/*/libouroboros3d.so"));
            case "pipeline/core" -> {
                // Asked for by their names, as programs may do without them.
                metadata.type("org.bytedeco.opencv.global.opencv_imgcodecs");
                metadata.type("org.bytedeco.ffmpeg.global.avformat");
            }
            case "cli" -> {
                commands().forEach(type -> metadata.members(type.getName()));
                // EndSignal.
                metadata.members("sun.misc.Signal");
                metadata.type("sun.misc.SignalHandler");
                metadata.proxy("sun.misc.SignalHandler");
            }
            default -> {
                // Nothing by name.
            }
        }
        return metadata;
    }

    private static List<FunctionDescriptor> downcalls(String module) throws IOException, ReflectiveOperationException {
        List<FunctionDescriptor> all = new ArrayList<>();
        for (Path file : bindings(module)) {
            all.addAll(ForeignCalls.generated(file));
        }
        switch (module) {
            case "bindings/torch" ->
                Arrays.stream(LinkedFunction.values())
                        .map(LinkedFunction::descriptor)
                        .forEach(all::add);
            // OpenCv's setLogLevel.
            case "pipeline/core" -> all.add(FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            default -> {
                // Generated ones alone, if any.
            }
        }
        return all;
    }

    private static List<Path> bindings(String module) throws IOException {
        return files(repository().resolve(module).resolve(CODE).resolve("org/ouroboros3d/ffi"));
    }

    @Test
    void everyGeneratedHolderWasFound() throws IOException, ReflectiveOperationException {
        int files = 0;
        for (String module : ARTIFACTS.keySet()) {
            Path code = repository().resolve(module).resolve(CODE);
            for (Path file : bindings(module)) {
                Class<?> bindings = Class.forName(className(code, file));
                assertThat(ForeignCalls.generated(file))
                        .as(file.toString())
                        .hasSize(Math.toIntExact(ForeignCalls.holders(bindings)));
                files++;
            }
        }
        assertThat(files).isGreaterThan(4);
    }

    /** Whatever else links a function would be missing in the files. */
    @Test
    void nobodyElseLinksFunctions() throws IOException {
        List<String> linking = new ArrayList<>();
        for (String module : ARTIFACTS.keySet()) {
            Path code = repository().resolve(module).resolve(CODE);
            for (Path file : files(code)) {
                String text = Files.readString(file);
                assertThat(text).as(file.toString()).doesNotContain("upcallStub(");
                if (text.contains("downcallHandle(") && !slashed(code, file).startsWith("org/ouroboros3d/ffi/")) {
                    linking.add(slashed(code, file));
                }
            }
        }
        assertThat(linking)
                .containsExactlyInAnyOrder(
                        "org/ouroboros3d/internal/LinkedFunction.java", "org/ouroboros3d/image/OpenCv.java");
    }

    /** Records that others write would be missing, too. */
    @Test
    void nobodyElseWritesRecordsAsJson() throws IOException {
        List<String> writing = new ArrayList<>();
        for (String module : ARTIFACTS.keySet()) {
            Path code = repository().resolve(module).resolve(CODE);
            for (Path file : module.equals("cli") ? List.<Path>of() : files(code)) {
                if (Files.readString(file).contains("JsonText.")) {
                    writing.add(className(code, file));
                }
            }
        }
        assertThat(writing)
                .containsExactlyInAnyOrderElementsOf(WRITTEN_AS_JSON.stream()
                        .map(name -> name.replaceFirst("\\$.*", ""))
                        .toList());
    }

    private static String className(Path code, Path file) {
        return slashed(code, file).replace(".java", "").replace('/', '.');
    }

    /** {@return all classes of a module, without initializing them} */
    private static List<Class<?>> classes(String module) throws IOException, ClassNotFoundException {
        List<Class<?>> all = new ArrayList<>();
        Path code = repository().resolve(module).resolve(CODE);
        for (Path file : files(code)) {
            if (!file.endsWith("module-info.java") && !file.endsWith("package-info.java")) {
                addNested(
                        Class.forName(className(code, file), false, ReachabilityMetadataTest.class.getClassLoader()),
                        all);
            }
        }
        return all;
    }

    private static void addNested(Class<?> type, List<Class<?>> all) {
        all.add(type);
        for (Class<?> nested : type.getDeclaredClasses()) {
            addNested(nested, all);
        }
    }

    /** {@return what picocli makes, or fills by annotations} */
    private static List<Class<?>> commands() throws IOException, ClassNotFoundException {
        return classes("cli").stream()
                .filter(type -> ITypeConverter.class.isAssignableFrom(type)
                        || IVersionProvider.class.isAssignableFrom(type)
                        || Stream.of(
                                        Stream.of(type),
                                        Arrays.stream(type.getDeclaredFields()),
                                        Arrays.stream(type.getDeclaredMethods()))
                                .flatMap(elements -> elements)
                                .anyMatch(ReachabilityMetadataTest::isOfPicocli))
                .toList();
    }

    private static boolean isOfPicocli(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getName().startsWith("picocli."));
    }

    /** {@return records that become JSON, and what they hold} */
    private static List<Class<?>> writtenAsJson() throws IOException, ClassNotFoundException {
        List<Class<?>> found = new ArrayList<>();
        for (String name : WRITTEN_AS_JSON) {
            addWritten(Class.forName(name), found);
        }
        for (Class<?> type : classes("cli")) {
            if (type.isRecord()) {
                addWritten(type, found);
            }
        }
        return found;
    }

    private static void addWritten(Type type, List<Class<?>> found) {
        switch (type) {
            case ParameterizedType generic -> {
                for (Type argument : generic.getActualTypeArguments()) {
                    addWritten(argument, found);
                }
            }
            case WildcardType wildcard -> addWritten(wildcard.getUpperBounds()[0], found);
            case GenericArrayType array -> addWritten(array.getGenericComponentType(), found);
            case Class<?> plain -> {
                boolean isOurs = plain.getName().startsWith(GROUP + ".") && (plain.isRecord() || plain.isEnum());
                if (isOurs && !found.contains(plain)) {
                    found.add(plain);
                    if (plain.isRecord()) {
                        for (RecordComponent component : plain.getRecordComponents()) {
                            addWritten(component.getGenericType(), found);
                        }
                    }
                }
            }
            default -> {
                // A type variable.
            }
        }
    }

    private static String moduleOf(Class<?> type) {
        String file = type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
        return ARTIFACTS.keySet().stream()
                .filter(module ->
                        Files.exists(repository().resolve(module).resolve(CODE).resolve(file)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " is in no module"));
    }
}
