package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code docs/cli.md} against the commands and options that there are. */
class CliDocumentTest {
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z0-9]+(-[a-z0-9]+)*");
    private static final String FORMER = "## Former names";

    private static String document(String name) throws IOException {
        // Maven runs tests in the module's folder, an IDE perhaps in the repository's.
        return Files.readString(Stream.of("../docs", "docs")
                .map(folder -> Path.of(folder, name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow());
    }

    private static String commandLine() throws IOException {
        String text = document("cli.md");
        return text.substring(0, text.indexOf(FORMER));
    }

    private static Set<String> named(String text) {
        return OPTION.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> options(CommandSpec command) {
        Set<String> names = command.options().stream()
                .filter(option -> !option.hidden())
                .map(option -> option.negatable() ? option.longestName().replace("--", "--no-") : option.longestName())
                .collect(Collectors.toCollection(TreeSet::new));
        command.subcommands().values().stream()
                .filter(child -> !child.getCommandSpec().usageMessage().hidden())
                .forEach(child -> names.addAll(options(child.getCommandSpec())));
        return names;
    }

    @Test
    void everyOptionIsNamedAndNoOther() throws IOException {
        Set<String> there = options(new CommandLine(new RootCommand()).getCommandSpec());
        assertThat(there).containsAll(named(commandLine()));
        Set<String> named = named(commandLine());
        // Those of serve are told there, beside those of curl.
        named.addAll(named(document("serving.md")));
        // Said by the usage: OUT.
        named.add("--output");
        assertThat(named).containsAll(there);
    }

    @Test
    void everyCommandIsNamed() throws IOException {
        String text = commandLine();
        new CommandLine(new RootCommand())
                .getSubcommands()
                .values()
                .forEach(command -> assertThat(text).contains("`" + command.getCommandName()));
    }
}
