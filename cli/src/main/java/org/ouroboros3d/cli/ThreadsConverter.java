package org.ouroboros3d.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of threads. */
final class ThreadsConverter implements ITypeConverter<Integer> {
    private static final int MAX_THREADS = 1024;

    @Override
    public Integer convert(String value) {
        try {
            int threads = Integer.parseInt(value);
            if (threads >= 1 && threads <= MAX_THREADS) {
                return threads;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is not a number of threads");
        }
        throw new TypeConversionException("threads must be between 1 and " + MAX_THREADS + ", not " + value);
    }
}
