package org.ouroboros3d.tensor;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ouroboros3d.internal.CudaMemory;

/**
 * A device that tensors can be on.
 *
 * @param name of its model, such as {@code NVIDIA H200}
 * @param totalBytes of its memory; empty where the system does not tell
 * @param freeBytes that can be allocated now; empty where the system does not tell
 */
public record DeviceInfo(Device device, String name, OptionalLong totalBytes, OptionalLong freeBytes) {
    private static final System.Logger LOG = System.getLogger(DeviceInfo.class.getName());
    private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB$");

    /** The host, and the devices of CUDA where LibTorch has it. */
    static List<DeviceInfo> available() {
        List<DeviceInfo> devices = new ArrayList<>();
        devices.add(new DeviceInfo(
                Device.CPU,
                find(MODEL, "/proc/cpuinfo").orElse(System.getProperty("os.arch")),
                find(TOTAL, "/proc/meminfo")
                        .map(kibibytes -> OptionalLong.of(Long.parseLong(kibibytes) * 1024))
                        .orElse(OptionalLong.empty()),
                AvailableMemory.available()));
        int count = LibTorch.load().cuda() ? CudaMemory.count() : 0;
        for (int i = 0; i < count; i++) {
            Optional<CudaMemory.Bytes> bytes = CudaMemory.bytes(i);
            devices.add(new DeviceInfo(
                    Device.cuda(i),
                    CudaMemory.name(i).orElse("CUDA device " + i),
                    bytes.map(each -> OptionalLong.of(each.total())).orElse(OptionalLong.empty()),
                    bytes.map(each -> OptionalLong.of(each.free())).orElse(OptionalLong.empty())));
        }
        return List.copyOf(devices);
    }

    private static Optional<String> find(Pattern line, String file) {
        try {
            Matcher matcher = line.matcher(Files.readString(Path.of(file)));
            return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "nothing is known from " + file, e);
            return Optional.empty();
        }
    }
}
