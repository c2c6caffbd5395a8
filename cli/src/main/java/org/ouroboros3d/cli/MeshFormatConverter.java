package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.ouroboros3d.mesh.MeshFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code glb} or another word for a format of meshes. */
final class MeshFormatConverter implements ITypeConverter<MeshFormat> {
    @Override
    public MeshFormat convert(String text) {
        return MeshFormat.of(Path.of("." + text.trim().toLowerCase(Locale.ROOT)))
                .orElseThrow(() -> new TypeConversionException(
                        "unknown format '" + text + "' of meshes; use glb, obj, ply or stl"));
    }
}
