package org.ouroboros3d.format.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.torch.TorchGlobals.Storage;
import org.ouroboros3d.format.torch.TorchGlobals.Tuple;

/**
 * Runs the pickle opcodes that checkpoints consist of, and no others.
 *
 * <p>What comes out is made of maps, lists, {@link Tuple}s, texts, numbers, booleans and tensor descriptions. There is
 * no opcode here that loads a class or calls anything but the four functions of {@link TorchGlobals}. The number of
 * opcodes, values, marks and the length of texts are limited; nothing is allocated by an announced length.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">the opcodes</a>
 */
final class Unpickler {
    /** A state dict of 10,000 tensors takes about 600,000. */
    private static final int MAX_OPCODES = 4_000_000;

    private static final int MAX_PROTOCOL = 5;

    private final PickleInput input;
    private final TorchGlobals globals;
    private final PickleStack stack;

    private Unpickler(PickleInput input, Map<String, Storage> storages) {
        this.input = input;
        this.globals = new TorchGlobals(input, storages);
        this.stack = new PickleStack(input);
    }

    /**
     * {@return the object of the pickle at the input's position, which moves behind it}
     *
     * @param storages collects the storages that the pickle mentions, by key
     * @throws WeightsException if the pickle is damaged, asks for anything but tensors, or exceeds a limit
     */
    static Object read(PickleInput input, Map<String, Storage> storages) {
        return new Unpickler(input, storages).run();
    }

    private Object run() {
        if (input.unsignedByte() != 0x80) {
            throw input.fault("no protocol number at its start");
        }
        int protocol = input.unsignedByte();
        if (protocol < 2 || protocol > MAX_PROTOCOL) {
            throw input.fault("protocol " + protocol);
        }
        for (int i = 0; i < MAX_OPCODES; i++) {
            int opcode = input.unsignedByte();
            if (opcode == '.') {
                return stack.pop();
            }
            if (!(scalar(opcode) || text(opcode) || sequence(opcode) || mapping(opcode) || memory(opcode))) {
                call(opcode);
            }
        }
        throw input.fault("more than " + MAX_OPCODES + " opcodes");
    }

    private boolean scalar(int opcode) {
        switch (opcode) {
            case 'N' -> stack.push(TorchGlobals.None.NONE);
            case 0x88 -> stack.push(true);
            case 0x89 -> stack.push(false);
            case 'J' -> stack.push((long) input.int32());
            case 'K' -> stack.push((long) input.unsignedByte());
            case 'M' -> stack.push((long) input.unsignedShort());
            case 0x8a -> stack.push(input.integer(input.unsignedByte()));
            case 'G' -> stack.push(input.float64());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean text(int opcode) {
        switch (opcode) {
            case 'X' -> stack.push(input.utf8(Integer.toUnsignedLong(input.int32())));
            case 0x8c, 'U' -> stack.push(input.utf8(input.unsignedByte()));
            case 0x8d -> stack.push(input.utf8(input.int64()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean sequence(int opcode) {
        switch (opcode) {
            case ']' -> stack.push(new ArrayList<>());
            case ')' -> stack.push(new Tuple(List.of()));
            case 't' -> stack.push(new Tuple(List.copyOf(stack.popToMark())));
            case 0x85 -> stack.push(tuple(1));
            case 0x86 -> stack.push(tuple(2));
            case 0x87 -> stack.push(tuple(3));
            case 'a' -> {
                Object item = stack.pop();
                list().add(item);
            }
            case 'e' -> {
                List<Object> items = stack.popToMark();
                list().addAll(items);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean mapping(int opcode) {
        switch (opcode) {
            case '}' -> stack.push(new LinkedHashMap<>());
            case 's' -> {
                Object value = stack.pop();
                Object key = stack.pop();
                globals.put(dict(), key, value);
            }
            case 'u' -> {
                List<Object> items = stack.popToMark();
                if (items.size() % 2 != 0) {
                    throw input.fault("a dict key without a value");
                }
                for (int i = 0; i < items.size(); i += 2) {
                    globals.put(dict(), items.get(i), items.get(i + 1));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memory(int opcode) {
        switch (opcode) {
            case '(' -> stack.mark();
            case 'q' -> stack.memoize(input.unsignedByte());
            case 'r' -> stack.memoize(input.int32());
            case 0x94 -> stack.memoizeNext();
            case 'h' -> stack.recall(input.unsignedByte());
            case 'j' -> stack.recall(input.int32());
            // A frame's length is a hint for readers of streams; the bytes here are in memory.
            case 0x95 -> input.int64();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void call(int opcode) {
        switch (opcode) {
            case 'c' -> {
                String module = input.line();
                stack.push(globals.find(module, input.line()));
            }
            case 0x93 -> {
                Object name = stack.pop();
                stack.push(globals.find(String.valueOf(stack.pop()), String.valueOf(name)));
            }
            case 'R' -> {
                Object arguments = stack.pop();
                stack.push(globals.call(stack.pop(), arguments));
            }
            case 'Q' -> stack.push(globals.storage(stack.pop()));
            // State dicts set one attribute of their OrderedDict, _metadata, which says nothing about tensors.
            case 'b' -> {
                stack.pop();
                dict();
            }
            default ->
                throw input.fault("opcode 0x" + Integer.toHexString(opcode) + " at byte " + (input.position() - 1));
        }
    }

    private Tuple tuple(int size) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.addFirst(stack.pop());
        }
        return new Tuple(List.copyOf(items));
    }

    @SuppressWarnings("unchecked") // every list on the stack was made by this class
    private List<Object> list() {
        if (stack.peek() instanceof ArrayList<?> list) {
            return (List<Object>) list;
        }
        throw input.fault("a list is missing on its stack");
    }

    @SuppressWarnings("unchecked") // every map on the stack was made by this class or by TorchGlobals
    private Map<Object, Object> dict() {
        if (stack.peek() instanceof LinkedHashMap<?, ?> dict) {
            return (Map<Object, Object>) dict;
        }
        throw input.fault("a dict is missing on its stack");
    }
}
