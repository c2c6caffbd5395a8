package org.ouroboros3d.cli;

import org.ouroboros3d.tensor.Device;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code cpu}, {@code cuda} or {@code cuda:1}. */
final class DeviceConverter implements ITypeConverter<Device> {
    @Override
    public Device convert(String text) {
        try {
            return Device.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
