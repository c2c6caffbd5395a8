package org.ouroboros3d.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an operator takes and returns, so that a call which does not follow its schema is refused before LibTorch sees it: the
 * stable ABI reinterprets whatever is on the argument stack.
 *
 * @param text the schema, in ATen's notation without default values
 * @param arguments in the order of the stack
 * @param returns the types of the results, each with its alias set, 0 when it has none
 */
record OperatorSchema(String text, List<Argument> arguments, List<Result> returns) {
    /** How {@link OperatorCall} was given an argument. */
    enum Kind {
        INTEGER("an integer", "int", "SymInt", "ScalarType", "Layout", "MemoryFormat", "Device", "DeviceIndex"),
        FLAG("a boolean", "bool"),
        NUMBER("a number", "float"),
        NONE("none()"),
        OPTIONAL_INTEGER(
                "an optional integer",
                "int?",
                "SymInt?",
                "ScalarType?",
                "Layout?",
                "MemoryFormat?",
                "Device?",
                "bool?"),
        OPTIONAL_NUMBER("an optional number", "float?"),
        TENSOR("a tensor", "Tensor"),
        OPTIONAL_TENSOR("an optional tensor", "Tensor?"),
        INTEGERS("a list of integers", "int[]", "SymInt[]", "bool[]"),
        OPTIONAL_INTEGERS("an optional list of integers", "int[]?", "SymInt[]?"),
        TENSORS("a list of tensors", "Tensor[]"),
        TEXT("a string", "str");

        private final String words;
        // Set.of makes immutable sets.
        @SuppressWarnings("ImmutableEnumChecker")
        private final Set<String> types;

        Kind(String words, String... types) {
            this.words = words;
            this.types = Set.of(types);
        }

        boolean fits(String type) {
            return this == NONE ? type.endsWith("?") : types.contains(type);
        }
    }

    /**
     * An argument.
     *
     * @param type in ATen's notation, without alias sets and lengths of lists, e.g. {@code Tensor?} or {@code int[]}
     * @param alias the alias set of the tensor, 0 when it has none
     * @param isWritten whether the operator writes to the tensor
     * @param isOut whether it is a place for a result, which the operator gives the size that the result has
     * @param accepts the kinds that fit the type, one bit each
     * @param codes how many codes the type has, 0 where any integer is one: LibTorch cuts others to 8 bits
     */
    record Argument(String name, String type, char alias, boolean isWritten, boolean isOut, int accepts, int codes) {
        // A bit for each kind: an EnumSet would cost memory accesses in every call of an operator.
        @SuppressWarnings("EnumOrdinal")
        boolean accepts(Kind kind) {
            return (accepts >> kind.ordinal() & 1) != 0;
        }
    }

    /** A result: its type, and the alias set that it shares with an argument, or 0. */
    record Result(String type, char alias) {}

    /** The schemas of the operators that take or return tensors, sorted; {@code OperatorTable} in the tests writes them. */
    private static final class Table {
        static final String TEXT = read();

        private static String read() {
            try (InputStream in = OperatorSchema.class.getResourceAsStream("operators.txt")) {
                return "\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException("the table of operators cannot be read from the class path", e);
            }
        }
    }

    /** The alias set of a tensor: {@code (a)}, {@code (a!)} when written to, {@code (a -> *)}. */
    private static final Pattern ALIAS = Pattern.compile("\\(([a-z])(!?)[^)]*\\)");

    /** How many codes of their types LibTorch 2.10 has (c10/core). */
    private static final Map<String, Integer> CODES = Map.of("ScalarType", 46, "Layout", 8, "MemoryFormat", 4);

    /** Lists of a given length take one of any length. */
    private static final Pattern LENGTH = Pattern.compile("\\[\\d+]");

    private static final Pattern FORM = Pattern.compile("\\w+::\\w+(?:\\.\\w+)?\\((.*)\\) -> (.*)");

    OperatorSchema {
        arguments = List.copyOf(arguments);
        returns = List.copyOf(returns);
    }

    /** {@return the schema of {@code fullName} in LibTorch 2.10, if it has such an operator} */
    static Optional<OperatorSchema> find(String fullName) {
        int start = Table.TEXT.indexOf("\n" + fullName + "(");
        return start < 0
                ? Optional.empty()
                : Optional.of(parse(Table.TEXT.substring(start + 1, Table.TEXT.indexOf('\n', start + 1))));
    }

    /** {@return the full names of all operators of the table, sorted} */
    static List<String> names() {
        return Table.TEXT
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.substring(0, line.indexOf('(')))
                .toList();
    }

    /**
     * {@return a schema that was written down, without default values}
     *
     * @throws IllegalArgumentException if it is none
     */
    static OperatorSchema parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no schema; write namespace::name.overload(Type name, ...) -> Type, without default values");
        }
        List<Argument> arguments = new ArrayList<>();
        boolean isKeyword = false;
        for (String part : split(form.group(1))) {
            if (part.equals("*")) {
                isKeyword = true;
            } else {
                arguments.add(argument(part, isKeyword));
            }
        }
        String results = form.group(2);
        List<Result> returns = split(
                        results.startsWith("(") && results.endsWith(")")
                                ? results.substring(1, results.length() - 1)
                                : results)
                .stream()
                .map(OperatorSchema::result)
                .toList();
        return new OperatorSchema(text, arguments, returns);
    }

    @SuppressWarnings("EnumOrdinal")
    private static Argument argument(String text, boolean isKeyword) {
        // The name is behind the last blank; a blank inside of an alias set comes before.
        int blank = text.lastIndexOf(' ');
        if (blank < 0) {
            return new Argument(text, text, '\0', false, false, 0, 0);
        }
        Matcher alias = ALIAS.matcher(text);
        boolean isAlias = alias.find();
        boolean isWritten = isAlias && !alias.group(2).isEmpty();
        String type = type(text.substring(0, blank));
        int accepts = 0;
        for (Kind kind : Kind.values()) {
            accepts |= kind.fits(type) ? 1 << kind.ordinal() : 0;
        }
        return new Argument(
                text.substring(blank + 1),
                type,
                isAlias ? alias.group(1).charAt(0) : '\0',
                isWritten,
                isWritten && isKeyword,
                accepts,
                CODES.getOrDefault(type.replace("?", ""), 0));
    }

    private static Result result(String text) {
        Matcher alias = ALIAS.matcher(text);
        // A result may have a name too.
        String type = type(text);
        int blank = type.indexOf(' ');
        return new Result(
                blank < 0 ? type : type.substring(0, blank),
                alias.find() ? alias.group(1).charAt(0) : '\0');
    }

    private static String type(String text) {
        return LENGTH.matcher(ALIAS.matcher(text).replaceAll("")).replaceAll("[]");
    }

    /** Splits at commas that are in no brackets. */
    private static List<String> split(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= list.length(); i++) {
            char c = i == list.length() ? ',' : list.charAt(i);
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (c == ',' && depth == 0) {
                if (!list.substring(start, i).isBlank()) {
                    parts.add(list.substring(start, i).strip());
                }
                start = i + 1;
            }
        }
        return parts;
    }

    /** Whether argument {@code i} is a tensor or list of tensors that the operator writes to. */
    boolean isWritten(int i) {
        return i < arguments.size() && arguments.get(i).isWritten();
    }

    /**
     * Checks the arguments of a call.
     *
     * @param kinds of which the first {@code count} are those of the arguments
     * @param values of arguments that are integers
     * @throws IllegalArgumentException if their number, the kind of one, or a code does not fit
     */
    void check(Kind[] kinds, long[] values, int count) {
        for (int i = 0; i < Math.min(count, arguments.size()); i++) {
            Argument argument = arguments.get(i);
            if (!argument.accepts(kinds[i])) {
                throw mismatch(argument, i, kinds[i]);
            }
            boolean given = kinds[i] == Kind.INTEGER || kinds[i] == Kind.OPTIONAL_INTEGER;
            if (argument.codes() > 0 && given && (values[i] < 0 || values[i] >= argument.codes())) {
                throw new IllegalArgumentException("argument " + i + ", " + argument.name() + ", is " + values[i]
                        + ", and " + argument.type() + " has the codes 0 to " + (argument.codes() - 1) + ": " + text);
            }
        }
        if (count != arguments.size()) {
            throw new IllegalArgumentException("the call has " + count + " arguments, the schema has "
                    + arguments.size() + ", defaults included: " + text);
        }
    }

    private IllegalArgumentException mismatch(Argument argument, int index, Kind kind) {
        String expected = argument.type().startsWith("Scalar")
                        && !argument.type().startsWith("ScalarType")
                ? argument.type() + ", which LibTorch's stable ABI cannot pass; use an overload that takes a Tensor"
                : argument.type();
        return new IllegalArgumentException("argument " + index + ", " + argument.name() + ", is " + expected + ", not "
                + kind.words + ": " + text);
    }

    /**
     * Checks that a call expects the results that there are.
     *
     * @throws IllegalArgumentException if it does not
     */
    void checkReturns(String type, int count) {
        if (returns.size() != count
                || !returns.stream().allMatch(result -> result.type().equals(type))) {
            throw new IllegalArgumentException(
                    "the call expects " + (count == 0 ? "no result" : count + " x " + type) + ": " + text);
        }
    }
}
