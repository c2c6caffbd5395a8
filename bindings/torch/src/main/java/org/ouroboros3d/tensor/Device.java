package org.ouroboros3d.tensor;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.internal.LibTorchFolder;
import org.ouroboros3d.internal.LibTorchLoader;

/**
 * Where a tensor's elements are.
 *
 * @param type host memory or a CUDA device
 * @param index which CUDA device, from 0; always 0 for the host
 */
public record Device(Type type, int index) {
    /** Kinds of device. */
    public enum Type {
        CPU(0),
        CUDA(1);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        /** ATen's {@code DeviceType} (c10/core/DeviceType.h). */
        int code() {
            return code;
        }
    }

    /** Host memory. */
    public static final Device CPU = new Device(Type.CPU, 0);

    private static final Pattern CUDA_NAME = Pattern.compile("cuda(?::(\\d{1,3}))?");

    /** Checks the index. */
    public Device {
        if (index < 0 || (type == Type.CPU && index != 0)) {
            throw new IllegalArgumentException("there is no device " + type + " " + index);
        }
    }

    /** {@return the CUDA device {@code index}} */
    public static Device cuda(int index) {
        return new Device(Type.CUDA, index);
    }

    /** {@return the host and the CUDA devices that LibTorch can use, with their names and memory} Loads LibTorch. */
    public static List<DeviceInfo> available() {
        return DeviceInfo.available();
    }

    /**
     * {@return the device that {@code text} names: {@code cpu}, {@code cuda} or {@code cuda:1}}
     *
     * @throws IllegalArgumentException if it names none
     */
    public static Device parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (name.equals("cpu")) {
            return CPU;
        }
        Matcher cuda = CUDA_NAME.matcher(name);
        if (!cuda.matches()) {
            throw new IllegalArgumentException("unknown device '" + text + "'; use cpu, cuda or cuda:INDEX");
        }
        return cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
    }

    /** {@return whether elements are in host memory, so that {@link Tensor#segment()} works} */
    public boolean isHost() {
        return type == Type.CPU;
    }

    /**
     * Checks that tensors can be here.
     *
     * @throws NativeLibraryException if this is a CUDA device and the loaded LibTorch was built without CUDA
     */
    void requireAvailable() {
        if (!isHost() && !LibTorchLoader.hasCuda()) {
            throw new NativeLibraryException(
                    "this LibTorch has no CUDA, so that no tensor can be on " + this + "; use the CPU, or set "
                            + LibTorchFolder.VARIABLE + " to a LibTorch that was built with CUDA",
                    List.of(LibTorchLoader.load().folder()));
        }
    }

    static Device ofCode(int type, int index) {
        return switch (type) {
            case 0 -> CPU;
            case 1 -> cuda(index);
            default -> throw new IllegalStateException("LibTorch returned a tensor on device type " + type);
        };
    }

    @Override
    public String toString() {
        return isHost() ? "cpu" : "cuda:" + index;
    }
}
