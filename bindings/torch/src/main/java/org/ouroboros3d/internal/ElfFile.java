package org.ouroboros3d.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The header of a shared library, read before the dynamic loader sees it: the loader ends the process with SIGBUS where a file
 * was cut short, and explains other broken files badly. System V ABI, chapter 4; 64-bit little-endian files only, which is all that LibTorch ships.
 */
public final class ElfFile {
    private static final int HEADER_BYTES = 64;
    private static final int EM_X86_64 = 62;
    private static final int EM_AARCH64 = 183;

    private ElfFile() {}

    /** Why {@code file} cannot be loaded on this machine, or empty when its header raises no doubt. */
    public static Optional<String> fault(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (header.hasRemaining()) {
                if (channel.read(header) < 0) {
                    return Optional.of("is not a whole shared library (" + channel.size() + " bytes)");
                }
            }
            return fault(header.flip(), channel.size());
        } catch (IOException e) {
            return Optional.of("cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> fault(ByteBuffer header, long fileSize) {
        if (header.getInt(0) != 0x464c457f) {
            return Optional.of("is not an ELF shared library");
        }
        if (header.get(4) != 2 || header.get(5) != 1) {
            return Optional.of("is not a 64-bit little-endian library");
        }
        int machine = header.getShort(18);
        String name = machineName(machine);
        if (machine != ourMachine()) {
            return Optional.of("is built for " + name + ", this machine is " + machineName(ourMachine()));
        }
        long sections = header.getLong(40);
        long sectionEnd = sections + (long) Short.toUnsignedInt(header.getShort(58)) * header.getShort(60);
        if (sections < 0 || sectionEnd > fileSize) {
            return Optional.of("is cut short: " + fileSize + " of at least " + sectionEnd + " bytes");
        }
        return Optional.empty();
    }

    private static int ourMachine() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> EM_X86_64;
            case "aarch64", "arm64" -> EM_AARCH64;
            default -> -1;
        };
    }

    private static String machineName(int machine) {
        return switch (machine) {
            case EM_X86_64 -> "x86-64";
            case EM_AARCH64 -> "AArch64";
            case -1 -> System.getProperty("os.arch");
            default -> "ELF machine " + machine;
        };
    }
}
