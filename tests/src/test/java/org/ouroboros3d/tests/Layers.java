package org.ouroboros3d.tests;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which package, and which Maven module, may use which. */
final class Layers {
    static final String ROOT = "org.ouroboros3d";

    /** Packages use those of lower lines only, neither their neighbours nor what is above. */
    private static final List<Set<String>> PACKAGES = List.of(
            Set.of("cli", "spark"),
            Set.of("verify", "bench"),
            Set.of("eval", "serve"),
            Set.of("train"),
            Set.of("data"),
            Set.of("export"),
            // The facade of the library.
            Set.of(""),
            Set.of("run"),
            Set.of("graph", "load"),
            Set.of("queue"),
            Set.of("sample", "micrometer"),
            Set.of("generate", "render"),
            Set.of("viewer"),
            Set.of("output", "matting", "mesh"),
            // No network knows another; the denoiser holds the feedback's adapters.
            Set.of("svd", "vae", "clip", "lgm", "detail", "metrics"),
            Set.of("adapter"),
            Set.of("model"),
            Set.of("diffusion"),
            Set.of("nn"),
            Set.of("weights"),
            Set.of("image"),
            Set.of("format"),
            Set.of("gaussian"),
            Set.of("geometry"),
            Set.of("io", "jfr"),
            Set.of("cuda", "collective"),
            Set.of("ops", "raster"),
            Set.of("tensor"),
            Set.of("internal"),
            Set.of("ffi"),
            Set.of("error"));

    /** Modules use themselves and those behind them. */
    static final List<String> MODULES = List.of(
            "cli",
            "pipeline/spark",
            "pipeline/serve",
            "pipeline/training",
            "pipeline/core",
            "bindings/splat",
            "bindings/torch");

    private static final Pattern MODULE_OF_PATH = Pattern.compile(".*/(" + String.join("|", MODULES) + ")/target/.*");

    private Layers() {}

    /** The first name below the root package. */
    static String packageOf(JavaClass javaClass) {
        String name = javaClass.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).split("\\.", 2)[0];
    }

    /** The Maven module whose build folder or jar holds the class. */
    static Optional<String> moduleOf(JavaClass javaClass) {
        return javaClass.getSource().flatMap(source -> {
            Matcher path = MODULE_OF_PATH.matcher(source.getUri().toString());
            return path.matches() ? Optional.of(path.group(1)) : Optional.empty();
        });
    }

    private static int layerOf(JavaClass javaClass) {
        String name = packageOf(javaClass);
        for (int i = 0; i < PACKAGES.size(); i++) {
            if (PACKAGES.get(i).contains(name)) {
                return i;
            }
        }
        return -1;
    }

    static ArchCondition<JavaClass> belongToALayer() {
        return new ArchCondition<>("belong to a package that Layers lists") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                if (layerOf(item) < 0) {
                    events.add(SimpleConditionEvent.violated(
                            item, item.getName() + ": give package '" + packageOf(item) + "' its line in Layers"));
                }
            }
        };
    }

    static ArchCondition<JavaClass> useLowerLayersOnly() {
        return new ArchCondition<>("use packages of lower layers only") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                item.getDirectDependenciesFromSelf().forEach(dependency -> {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    boolean ours = target.getPackageName().startsWith(ROOT);
                    if (ours && !packageOf(target).equals(packageOf(item)) && layerOf(target) <= layerOf(item)) {
                        events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                    }
                });
            }
        };
    }

    static ArchCondition<JavaClass> useModulesBehindTheirsOnly() {
        return new ArchCondition<>("use classes of their own module and of those that it may depend on") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                int own = MODULES.indexOf(moduleOf(item).orElseThrow());
                item.getDirectDependenciesFromSelf()
                        .forEach(dependency -> moduleOf(
                                        dependency.getTargetClass().getBaseComponentType())
                                .filter(module -> MODULES.indexOf(module) < own)
                                .ifPresent(module ->
                                        events.add(SimpleConditionEvent.violated(item, dependency.getDescription()))));
            }
        };
    }
}
