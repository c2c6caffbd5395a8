package org.ouroboros3d.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of file systems as Linux shows them, made for the test. */
class AvailableMemoryTest {
    private static final long AVAILABLE = 8_000_000L * 1024;

    @TempDir
    private Path root;

    @BeforeEach
    void aMachineWithoutLimits() throws IOException {
        write(
                "proc/meminfo",
                "MemTotal:       16000000 kB\nMemFree:  1 kB\nMemAvailable:    8000000 kB\nBuffers: 2 kB\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void group(String folder, String limit, long usage, long fileCache) throws IOException {
        write(folder + "/memory.max", limit + "\n");
        write(folder + "/memory.current", usage + "\n");
        write(folder + "/memory.stat", "anon 5\nfile 99999\nactive_file " + fileCache + "\ninactive_file 7\n");
    }

    @Test
    void withoutLimitsItIsWhatTheMachineHas() throws IOException {
        assertThat(AvailableMemory.available(root)).hasValue(AVAILABLE);
        write("proc/self/cgroup", "0::/user.slice\n");
        group("sys/fs/cgroup/user.slice", "max", 1000, 0);
        assertThat(AvailableMemory.available(root)).hasValue(AVAILABLE);
    }

    @Test
    void aLimitLeavesWhatIsNotUsedAndTheFileCache() throws IOException {
        write("proc/self/cgroup", "0::/box\n");
        group("sys/fs/cgroup/box", "5000", 3000, 100);
        assertThat(AvailableMemory.available(root)).hasValue(5000 - 3000 + 100 + 7);
    }

    @Test
    void theTightestOfTheGroupsAboveCounts() throws IOException {
        write("proc/self/cgroup", "0::/outer/inner\n");
        group("sys/fs/cgroup/outer", "5000", 4500, 0);
        group("sys/fs/cgroup/outer/inner", "4000", 1000, 0);
        assertThat(AvailableMemory.available(root)).hasValue(507);
    }

    @Test
    void aGroupThatTheContainerDoesNotShowIsTheMountItself() throws IOException {
        write("proc/self/cgroup", "0::/docker/0123abcd\n");
        group("sys/fs/cgroup", "6000", 1000, 0);
        assertThat(AvailableMemory.available(root)).hasValue(5007);
        write("proc/self/cgroup", "0::/../../elsewhere\n");
        assertThat(AvailableMemory.available(root)).as("a name from outside").hasValue(AVAILABLE);
    }

    @Test
    void theFirstVersionOfControlGroupsHasOtherNames() throws IOException {
        write("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/job\n1:name=systemd:/\n0::/\n");
        write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9000\n");
        write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "2000\n");
        write(
                "sys/fs/cgroup/memory/job/memory.stat",
                "inactive_file 1\nactive_file 2\ntotal_inactive_file 30\ntotal_active_file 400\n");
        assertThat(AvailableMemory.available(root)).hasValue(9000 - 2000 + 430);
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "2000\n");
        assertThat(AvailableMemory.available(root)).as("no limit above").hasValue(9000 - 2000 + 430);
    }

    @Test
    void aGroupOverItsLimitHasNothing() throws IOException {
        write("proc/self/cgroup", "0::/box\n");
        group("sys/fs/cgroup/box", "100", 3000, 0);
        assertThat(AvailableMemory.available(root)).hasValue(0);
    }

    @Test
    void otherSystemsDoNotTell() throws IOException {
        Files.delete(root.resolve("proc/meminfo"));
        assertThat(AvailableMemory.available(root)).isEmpty();
    }

    @Test
    void thisMachineTells() {
        assertThat(AvailableMemory.available().orElseThrow()).isPositive();
    }
}
