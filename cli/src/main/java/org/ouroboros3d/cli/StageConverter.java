package org.ouroboros3d.cli;

import java.util.Locale;
import org.ouroboros3d.train.run.StageKind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a training stage, such as {@code pretrain-planes}; former names are accepted with a warning. */
final class StageConverter implements ITypeConverter<StageKind> {
    @Override
    public StageKind convert(String text) {
        try {
            return StageKind.named(text.toLowerCase(Locale.ROOT).replace('_', '-'));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
