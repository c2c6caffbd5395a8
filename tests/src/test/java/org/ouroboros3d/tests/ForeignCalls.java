package org.ouroboros3d.tests;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Descriptors of native functions, and how GraalVM writes them. Those of generated bindings are read from their source: the
 * classes that hold them look their functions up before anyone can ask, and not every library has every function.
 */
final class ForeignCalls {
    private static final Pattern HOLDER = Pattern.compile("class (\\w+) \\{\\s+"
            + "public static final FunctionDescriptor DESC = FunctionDescriptor\\.(of|ofVoid)\\(([^;]*)\\);");
    private static final Pattern LAYOUT = Pattern.compile("(\\w+)\\.(\\w+)(\\(\\))?");

    private ForeignCalls() {}

    /** {@return a class as a Java file of generated bindings has it} */
    private static Class<?> sibling(String packageName, String name) throws ReflectiveOperationException {
        return Class.forName(packageName + "." + name);
    }

    /** {@return the descriptors in a Java file of generated bindings} */
    static List<FunctionDescriptor> generated(Path file) throws IOException, ReflectiveOperationException {
        String source = Files.readString(file);
        Matcher inPackage =
                Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE).matcher(source);
        if (!inPackage.find()) {
            throw new AssertionError(file + " has no package");
        }
        List<FunctionDescriptor> descriptors = new ArrayList<>();
        Matcher holder = HOLDER.matcher(source);
        while (holder.find()) {
            List<MemoryLayout> layouts = new ArrayList<>();
            Matcher layout = LAYOUT.matcher(holder.group(3));
            while (layout.find()) {
                Class<?> type = sibling(inPackage.group(1), layout.group(1));
                layouts.add((MemoryLayout)
                        (layout.group(3) == null
                                ? type.getField(layout.group(2)).get(null)
                                : type.getMethod(layout.group(2)).invoke(null)));
            }
            descriptors.add(descriptor(holder.group(2).equals("ofVoid"), layouts));
        }
        return descriptors;
    }

    private static FunctionDescriptor descriptor(boolean isVoid, List<MemoryLayout> layouts) {
        return isVoid
                ? FunctionDescriptor.ofVoid(layouts.toArray(MemoryLayout[]::new))
                : FunctionDescriptor.of(
                        layouts.getFirst(), layouts.subList(1, layouts.size()).toArray(MemoryLayout[]::new));
    }

    /** {@return how many classes within one hold a descriptor} */
    static long holders(Class<?> bindings) {
        return Arrays.stream(bindings.getDeclaredClasses())
                .flatMap(holder -> Stream.of(holder.getDeclaredFields()))
                .filter(field -> field.getType().equals(FunctionDescriptor.class))
                .count();
    }

    /** {@return the name of a layout, as the linker's canonical layouts and the grammar of GraalVM's metadata have it} */
    static String name(MemoryLayout layout) {
        return switch (layout) {
            case AddressLayout pointer -> "void*";
            case ValueLayout value -> canonical(value);
            case SequenceLayout sequence ->
                "sequence(" + sequence.elementCount() + ", " + name(sequence.elementLayout()) + ")";
            case PaddingLayout padding -> "padding(" + padding.byteSize() + ")";
            case StructLayout struct ->
                struct.memberLayouts().stream()
                        .map(ForeignCalls::name)
                        .collect(Collectors.joining(", ", "struct(", ")"));
            default -> throw new IllegalArgumentException(layout + " is passed by no function of ours");
        };
    }

    private static String canonical(ValueLayout value) {
        String name = "j" + value.carrier().getName();
        MemoryLayout known = Linker.nativeLinker().canonicalLayouts().get(name);
        if (!value.withoutName().equals(known)) {
            throw new IllegalArgumentException(value + " is not the linker's " + name);
        }
        return name;
    }
}
