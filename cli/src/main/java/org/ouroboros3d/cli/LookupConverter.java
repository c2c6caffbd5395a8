package org.ouroboros3d.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 16000} or {@code 16000,4}. */
final class LookupConverter implements ITypeConverter<Lookup> {
    @Override
    public Lookup convert(String text) {
        try {
            return Lookup.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
