package org.ouroboros3d.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.testing.Fork;

class NativeEnvironmentTest {
    private static String environment(Map<String, String> set) throws IOException, InterruptedException {
        return Fork.java(EnvironmentProbe.class, System.getProperty("java.class.path"), set, "-XX:TieredStopAtLevel=1");
    }

    @Test
    void threadsWaitAwakeForAShortTimeAndLargeTensorsLieInHugePages() throws IOException, InterruptedException {
        assertThat(environment(Map.of()))
                .isEqualToNormalizingNewlines(
                        // JavaCPP's own limit would count the weights, and throw where the heap is small.
                        "maxphysicalbytes=0\nOPENBLAS_NUM_THREADS=1\nTHP_MEM_ALLOC_ENABLE=1\nTORCH_CPP_LOG_LEVEL=ERROR\n"
                                + "OMP_WAIT_POLICY=passive\nGOMP_SPINCOUNT=3000");
    }

    @Test
    void whatTheUserHasSetIsKept() throws IOException, InterruptedException {
        assertThat(environment(Map.of(
                        "OMP_WAIT_POLICY", "active",
                        "OPENBLAS_NUM_THREADS", "4",
                        "THP_MEM_ALLOC_ENABLE", "0",
                        "TORCH_CPP_LOG_LEVEL", "INFO")))
                .isEqualToNormalizingNewlines(
                        "maxphysicalbytes=0\nOPENBLAS_NUM_THREADS=4\nTHP_MEM_ALLOC_ENABLE=0\nTORCH_CPP_LOG_LEVEL=INFO\n"
                                + "OMP_WAIT_POLICY=active\nGOMP_SPINCOUNT=");
        assertThat(environment(Map.of("GOMP_SPINCOUNT", "7"))).endsWith("GOMP_SPINCOUNT=7");
    }
}
