package org.ouroboros3d.tests;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What GraalVM's native image has to be told of an artifact: its {@code reachability-metadata.json}. */
final class ReachabilityMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ObjectNode> types = new TreeMap<>();
    private final TreeSet<String> resources = new TreeSet<>();
    /** By what they are written as, so that equal ones are there once. */
    private final Map<String, ObjectNode> downcalls = new TreeMap<>();

    void downcalls(Collection<FunctionDescriptor> descriptors) {
        for (FunctionDescriptor descriptor : descriptors) {
            ObjectNode call = JSON.createObjectNode();
            call.put(
                    "returnType",
                    descriptor.returnLayout().map(ForeignCalls::name).orElse("void"));
            ArrayNode parameters = call.putArray("parameterTypes");
            descriptor.argumentLayouts().stream().map(ForeignCalls::name).forEach(parameters::add);
            downcalls.put(call.toString(), call);
        }
    }

    void resources(Collection<String> globs) {
        resources.addAll(globs);
    }

    /** A class whose members are found by their names, such as a command or a record that becomes JSON. */
    void members(String className) {
        ObjectNode type = type(className);
        type.put("allDeclaredConstructors", true);
        type.put("allDeclaredFields", true);
        type.put("allDeclaredMethods", true);
    }

    /** A class that is asked for by its name. */
    ObjectNode type(String className) {
        return types.computeIfAbsent(className, name -> JSON.createObjectNode().put("type", name));
    }

    /** An interface that is implemented at run time. */
    void proxy(String interfaceName) {
        ObjectNode entry = JSON.createObjectNode();
        entry.putObject("type").putArray("proxy").add(interfaceName);
        types.put(interfaceName + " as a proxy", entry);
    }

    /** {@return the file} */
    String text() throws IOException {
        ObjectNode file = JSON.createObjectNode();
        put(file, "reflection", types.values());
        put(
                file,
                "resources",
                resources.stream()
                        .map(glob -> JSON.createObjectNode().put("glob", glob))
                        .toList());
        if (!downcalls.isEmpty()) {
            file.putObject("foreign").putArray("downcalls").addAll(List.copyOf(downcalls.values()));
        }
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                .withArrayIndenter(new DefaultIndenter("  ", "\n"))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        return JSON.writer(printer).writeValueAsString(file) + "\n";
    }

    private static void put(ObjectNode file, String section, Collection<ObjectNode> entries) {
        if (!entries.isEmpty()) {
            file.putArray(section).addAll(entries);
        }
    }
}
