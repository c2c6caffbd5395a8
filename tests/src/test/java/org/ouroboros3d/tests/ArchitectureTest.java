package org.ouroboros3d.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What may use what, and what no class may do. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .withImportOption(location -> !location.contains("module-info"))
            .importPackages(Layers.ROOT);

    private static final String FFI = Layers.ROOT + ".ffi..";
    private static final String CLI = Layers.ROOT + ".cli..";

    @Test
    void theScanSawEveryModule() {
        Map<String, Long> counts = CLASSES.stream()
                .collect(Collectors.groupingBy(
                        javaClass -> Layers.moduleOf(javaClass).orElse("no module: " + javaClass.getName()),
                        Collectors.counting()));
        assertThat(counts.keySet())
                .containsExactlyInAnyOrder(
                        "bindings/torch",
                        "bindings/splat",
                        "pipeline/core",
                        "pipeline/training",
                        "pipeline/serve",
                        "pipeline/spark",
                        "cli");
        assertThat(counts.get("pipeline/core")).isGreaterThan(100);
    }

    @Test
    void modulesDependInOneDirection() {
        classes().should(Layers.useModulesBehindTheirsOnly()).check(CLASSES);
    }

    @Test
    void packagesDependInOneDirection() {
        classes()
                .should(Layers.belongToALayer())
                .andShould(Layers.useLowerLayersOnly())
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(Layers.ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void generatedCodeIsUsedByTheInternalLayerAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(FFI, Layers.ROOT + ".internal..", Layers.ROOT + ".raster.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(FFI)
                .check(CLASSES);
    }

    @Test
    void exceptionsAreTyped() {
        noClasses()
                .that()
                .resideOutsideOfPackage(FFI)
                .should(THROW_GENERIC_EXCEPTIONS)
                .check(CLASSES);
        // The compiler's bridges declare what an interface of others does.
        methods()
                .that()
                .doNotHaveModifier(JavaModifier.BRIDGE)
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackages(FFI, CLI)
                .should()
                .notDeclareThrowableOfType(Exception.class)
                .andShould()
                .notDeclareThrowableOfType(Throwable.class)
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrintsAndConfiguresLogs() {
        noClasses()
                .that()
                .resideOutsideOfPackages(FFI, CLI)
                .should(ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should(USE_JAVA_UTIL_LOGGING)
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        // Maven runs tests in the module's folder, an IDE perhaps in the repository's.
        Path here = Path.of("").toAbsolutePath();
        Path repository = Files.isDirectory(here.resolve("bindings")) ? here : here.getParent();
        Set<Path> packages = new TreeSet<>();
        for (String module : Layers.MODULES) {
            try (Stream<Path> files = Files.walk(repository.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                        .map(Path::getParent)
                        .filter(folder -> !folder.toString().contains("/ffi/"))
                        .forEach(packages::add);
            }
        }
        assertThat(packages)
                .hasSizeGreaterThan(40)
                .allSatisfy(folder ->
                        assertThat(folder.resolve("package-info.java")).exists());
    }
}
