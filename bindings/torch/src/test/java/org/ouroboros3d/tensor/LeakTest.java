package org.ouroboros3d.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.testing.Fork;
import org.ouroboros3d.testing.Malloc;

class LeakTest {
    @Test
    void everyKindOfArgumentAndResultIsGivenBack() throws IOException, InterruptedException {
        // Interpreted, since the compiler's own memory comes and goes by more than a leak would.
        String report = Fork.java(LeakProbe.class, System.getProperty("java.class.path"), Map.of(), "-Xint");
        List<String> lines = report.lines().toList();
        assertThat(lines).hasSizeGreaterThan(8).allSatisfy(line -> {
            String[] kindAndBytes = line.split(": ", 2);
            // The smallest block of malloc is 32 bytes: a call that loses one exceeds 16. With strings LibTorch 2.10
            // itself loses a std::string, a block of 48; losing the handle as well would double that.
            double allowed = kindAndBytes[0].startsWith("strings") ? 64 : 16;
            assertThat(Double.parseDouble(kindAndBytes[1])).as(line).isLessThan(allowed);
        });
    }

    @Test
    void failedCallsGiveTheirArgumentsBack() {
        int megabyte = 1 << 20;
        Runnable failures = () -> {
            Tensor x = Tensor.empty(DType.UINT8, Device.CPU, 1, 4L * megabyte);
            Tensor y = Tensor.empty(DType.UINT8, Device.CPU, 2, megabyte);
            assertThatThrownBy(() -> Linear.matmul(x, y)).isInstanceOf(NativeException.class);
            assertThatThrownBy(() -> Linear.linear(x, x, y)).isInstanceOf(NativeException.class);
            assertThatThrownBy(() -> Shapes.cat(List.of(x, y), 0)).isInstanceOf(NativeException.class);
            assertThatThrownBy(() -> Arithmetic.add(x.to(DType.FLOAT32), y.to(DType.FLOAT32)))
                    .isInstanceOf(NativeException.class);
        };
        // The first exception makes LibTorch read its symbols, which it keeps.
        repeat(failures, 1);
        long before = Malloc.bytesInUse();
        repeat(failures, 8);
        // The smallest of the arguments, lost once a round, would be 16 MB.
        assertThat(Malloc.bytesInUse() - before).isLessThan(12L * megabyte);
    }

    @Test
    void residentMemoryStaysFlat() throws IOException {
        Runnable step = () -> {
            Tensor x = Tensor.empty(DType.FLOAT32, Device.CPU, 16, 1024);
            Shapes.chunk(Arithmetic.mul(Shapes.cat(List.of(x, x), 0), 0.5), 2, 0);
        };
        repeat(step, 500);
        long before = residentKilobytes();
        repeat(step, 2000);
        // One leaked tensor of a step would be 250 MB or more; the heap and the JIT's code may grow a little.
        assertThat(residentKilobytes() - before).isLessThan(100_000);
    }

    private static void repeat(Runnable step, int times) {
        for (int i = 0; i < times; i++) {
            try (var scope = TensorScope.open()) {
                step.run();
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
