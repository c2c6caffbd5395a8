package org.ouroboros3d.cli;

import org.ouroboros3d.tensor.LibTorch;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of threads. */
final class ThreadsConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
        try {
            int threads = Integer.parseInt(value);
            if (threads >= 1 && threads <= LibTorch.MAX_THREADS) {
                return threads;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is not a number of threads");
        }
        throw new TypeConversionException("threads must be between 1 and " + LibTorch.MAX_THREADS + ", not " + value);
    }
}
