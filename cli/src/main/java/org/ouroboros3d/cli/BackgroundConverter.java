package org.ouroboros3d.cli;

import org.ouroboros3d.image.Background;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code white}, {@code black}, {@code transparent} or {@code #rrggbb}. */
final class BackgroundConverter implements ITypeConverter<Background> {
    @Override
    public Background convert(String text) {
        try {
            return Background.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
