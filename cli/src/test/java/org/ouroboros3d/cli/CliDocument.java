package org.ouroboros3d.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The reference of all commands in Markdown, from what their {@code --help} is made of. */
final class CliDocument {
    private static final int WIDTH = 120;
    /** An option of fewer commands is described at each. */
    private static final int SHARED = 3;

    private static final String CODE = "```";
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");

    private final CommandSpec root;
    private final Map<String, CommandSpec> commands = new LinkedHashMap<>();
    /** By the row of an option, the commands that have it. */
    private final Map<String, Set<String>> users = new LinkedHashMap<>();

    private final StringBuilder text = new StringBuilder();

    private CliDocument(CommandSpec root) {
        this.root = root;
    }

    /** {@return the reference, which ends with a line's end} */
    static String of(CommandLine program) {
        CliDocument document = new CliDocument(program.getCommandSpec());
        document.collect(document.root, "");
        document.index();
        document.shared();
        document.commands.forEach(document::command);
        document.exitCodes();
        return document.text.toString().strip() + "\n";
    }

    private void collect(CommandSpec parent, String prefix) {
        for (CommandLine child : new LinkedHashSet<>(parent.subcommands().values())) {
            CommandSpec command = child.getCommandSpec();
            if (command.usageMessage().hidden()) {
                continue;
            }
            String name = prefix + command.name();
            commands.put(name, command);
            for (OptionSpec option : visible(command)) {
                users.computeIfAbsent(row(option), row -> new LinkedHashSet<>()).add(name);
            }
            collect(command, name + " ");
        }
    }

    /** Those of commands that are picocli's own are none of ours. */
    private static List<OptionSpec> visible(CommandSpec command) {
        Object runs = command.userObject();
        return runs instanceof CliCommand || runs instanceof GroupCommand
                ? command.options().stream().filter(option -> !option.hidden()).toList()
                : List.of();
    }

    private boolean isShared(OptionSpec option) {
        return users.get(row(option)).size() >= SHARED;
    }

    private void index() {
        text.append("| command | does |\n| --- | --- |\n");
        commands.forEach((name, command) -> {
            String first = escaped(command.usageMessage().description()[0]);
            int end = first.indexOf(". ");
            String does = end < 0 ? first : first.substring(0, end + 1);
            text.append("| [`" + name + "`](#" + name.replace(' ', '-') + ") | " + does + " |\n");
        });
    }

    /** Options that several commands have, a table for each set of commands. */
    private void shared() {
        Map<String, List<OptionSpec>> byUsers = new LinkedHashMap<>();
        Map<String, OptionSpec> options = new LinkedHashMap<>();
        commands.values().forEach(command -> visible(command).forEach(option -> options.put(row(option), option)));
        users.entrySet().stream()
                .filter(entry -> entry.getValue().size() >= SHARED)
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
                .forEach(entry -> byUsers.computeIfAbsent(names(entry.getValue()), names -> new ArrayList<>())
                        .add(options.get(entry.getKey())));
        text.append("\n## Shared options\n\nWithout a command:\n\n");
        table(visible(root).stream()
                .map(CliDocument::row)
                .filter(row -> !users.containsKey(row))
                .toList());
        byUsers.forEach((names, of) -> {
            text.append('\n');
            String heading = heading(of.getFirst());
            if (!heading.isEmpty()) {
                text.append("### ").append(heading.replace(":", "")).append("\n\n");
            }
            paragraph("Of " + names + ":");
            text.append('\n');
            table(of.stream().map(CliDocument::row).toList());
        });
    }

    private String names(Set<String> of) {
        long all = commands.values().stream()
                .filter(command -> command.userObject() instanceof CliCommand)
                .count();
        return of.size() >= all
                ? "all commands"
                : of.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private void command(String name, CommandSpec command) {
        text.append("\n" + "#".repeat(name.contains(" ") ? 3 : 2) + " " + name + "\n");
        description(command.usageMessage().description());
        List<String> parameters = command.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .map(CliDocument::row)
                .toList();
        if (!parameters.isEmpty()) {
            text.append('\n');
            table("argument", parameters);
        }
        Map<String, List<String>> own = new LinkedHashMap<>();
        Set<String> elsewhere = new LinkedHashSet<>();
        for (OptionSpec option : visible(command)) {
            if (isShared(option)) {
                elsewhere.add("`" + option.longestName() + "`");
            } else {
                own.computeIfAbsent(heading(option), heading -> new ArrayList<>())
                        .add(row(option));
            }
        }
        own.forEach((heading, rows) -> {
            text.append('\n');
            if (!heading.isEmpty()) {
                text.append(heading).append("\n\n");
            }
            table(rows);
        });
        elsewhere.removeAll(Set.of("`--help`", "`--json`", "`--verbose`"));
        if (!elsewhere.isEmpty()) {
            text.append('\n');
            paragraph("And [shared options](#shared-options): " + String.join(", ", elsewhere) + ".");
        }
        footer(command);
    }

    private static String heading(OptionSpec option) {
        return option.group() == null || option.group().heading() == null
                ? ""
                : option.group().heading().replace("%n", "").strip();
    }

    private void table(List<String> rows) {
        table("option", rows);
    }

    private void table(String head, List<String> rows) {
        text.append("| " + head + " | meaning |\n| --- | --- |\n");
        rows.forEach(row -> text.append(row).append('\n'));
    }

    private static String row(ArgSpec argument) {
        String names =
                argument instanceof OptionSpec option ? names(option) : ((PositionalParamSpec) argument).paramLabel();
        boolean required = argument.required() && argument.group() == null && argument.isOption();
        String meaning = escaped(String.join(" ", argument.description()));
        return "| `" + names + "`" + (required ? ", required" : "") + " | " + meaning + " |";
    }

    private static String names(OptionSpec option) {
        String names = Arrays.stream(option.names())
                .map(name -> option.negatable() ? name.replace("--", "--[no-]") : name)
                .collect(Collectors.joining(", "));
        if (option.arity().max() == 0) {
            return names;
        }
        String value = option.paramLabel()
                + (option.splitRegex().isEmpty() || option.paramLabel().contains(",") ? "" : ",...");
        return option.arity().min() == 0 ? names + "[=" + value + "]" : names + " " + value;
    }

    /** Paragraphs are apart by an empty line, or by being elements of their own; what is indented stays as it is. */
    private void description(String... lines) {
        boolean code = false;
        for (String line : lines) {
            boolean indented = line.startsWith("  ");
            if (indented != code) {
                text.append(indented ? "\n" + CODE + "\n" : CODE + "\n");
                code = indented;
            }
            if (indented) {
                text.append(line.strip()).append('\n');
            } else if (!line.isBlank()) {
                text.append('\n');
                paragraph(escaped(line));
            }
        }
        if (code) {
            text.append(CODE).append('\n');
        }
    }

    private void footer(CommandSpec command) {
        String[] lines = command.usageMessage().footer();
        if (lines.length > 0) {
            text.append('\n').append(CODE).append('\n');
            for (String line : lines) {
                text.append(line.strip()).append('\n');
            }
            text.append(CODE).append('\n');
        }
    }

    private void exitCodes() {
        text.append("\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n");
        new TreeMap<>(root.usageMessage().exitCodeList().entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> Integer.valueOf(entry.getKey().strip()), Map.Entry::getValue)))
                .forEach((code, meaning) -> text.append("| " + code + " | " + meaning + " |\n"));
    }

    private void paragraph(String words) {
        int column = 0;
        for (String word : words.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append('\n');
                column = 0;
            }
            text.append(column == 0 ? "" : " ").append(word);
            column += (column == 0 ? 0 : 1) + word.length();
        }
        text.append('\n');
    }

    private static String escaped(String words) {
        String plain = words.replace("|", "\\|")
                .replace("*", "\\*")
                .replace("<", "&lt;")
                .strip();
        return OPTION.matcher(plain).replaceAll("`$0`");
    }
}
