package org.ouroboros3d.cli;

import java.util.Locale;
import org.ouroboros3d.output.ResultFile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code ply} or another word for a result. */
final class ResultFileConverter implements ITypeConverter<ResultFile> {
    @Override
    public ResultFile convert(String text) {
        try {
            return ResultFile.chosen(text.trim().toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
