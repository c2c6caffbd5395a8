package org.ouroboros3d.internal.nccl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.testing.Fork;

/** What can be known of the binding without a GPU. */
class NcclAbiTest {
    @TempDir
    private Path folder;

    /** Loads a library that answers as NCCL would and calls what needs no device. */
    static final class Calls {
        private Calls() {}

        public static void main(String... arguments) {
            NcclAbi.load(List.of(Path.of(System.getProperty("folder"))));
            byte[] id = NcclAbi.newId();
            NcclAbi joined = NcclAbi.join(id, 1, 3);
            joined.requireSound();
            System.out.println(NcclAbi.version() + " " + id[0] + " " + id[127]);
            NcclAbi.together(() -> joined.reduce(16, 32, 5, NcclAbi.Type.BFLOAT16, 2, 64));
            joined.destroy();
        }
    }

    @Test
    void aMissingLibraryIsSaidWithTheRemedy() {
        assertThatThrownBy(() -> NcclAbi.load(List.of(folder)))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("NCCL, which joins GPUs, is missing; install it")
                .hasMessageContaining("LD_LIBRARY_PATH")
                .hasMessageContaining(folder.resolve("libnccl.so.2").toString());
    }

    @Test
    void aBrokenLibraryIsSaid() throws IOException {
        Files.writeString(folder.resolve("libnccl.so.2"), "no library");
        assertThatThrownBy(() -> NcclAbi.load(List.of(folder)))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("NCCL cannot be loaded");
    }

    @Test
    void argumentsArriveAsTheHeaderDeclaresThem() throws IOException, InterruptedException {
        Fork.compile("""
                #include <stddef.h>
                #include <stdio.h>
                typedef struct { char internal[128]; } Id;
                int ncclGetVersion(int *v) { *v = 22304; return 0; }
                const char *ncclGetErrorString(int r) { return "an error"; }
                int ncclGetUniqueId(Id *id) { id->internal[0] = 7; id->internal[127] = 9; return 0; }
                int ncclCommInitRank(void **c, int n, Id id, int rank) {
                  *c = (void *)0x1234;
                  printf("join %d of %d, %d %d\\n", rank, n, id.internal[0], id.internal[127]);
                  return 0;
                }
                int ncclCommGetAsyncError(void *c, int *e) { *e = 0; return c != (void *)0x1234; }
                int ncclCommDestroy(void *c) { fflush(stdout); return c != (void *)0x1234; }
                int ncclCommAbort(void *c) { return 0; }
                int ncclGroupStart(void) { printf("begin\\n"); return 0; }
                int ncclGroupEnd(void) { printf("end\\n"); return 0; }
                int ncclAllReduce(const void *f, void *t, size_t n, int y, int o, void *c, void *s) { return 0; }
                int ncclBroadcast(const void *f, void *t, size_t n, int y, int r, void *c, void *s) { return 0; }
                int ncclReduce(const void *f, void *t, size_t n, int y, int o, int r, void *c, void *s) {
                  printf("reduce %p %p %zu type %d op %d root %d %p %p\\n", f, t, n, y, o, r, c, s);
                  return 0;
                }
                """, folder.resolve("libnccl.so.2"));
        String output = Fork.java(Calls.class, System.getProperty("java.class.path"), Map.of(), "-Dfolder=" + folder);
        assertThat(output.lines().sorted())
                .containsExactlyInAnyOrder(
                        "22304 7 9",
                        "join 1 of 3, 7 9",
                        "begin",
                        "reduce 0x10 0x20 5 type 9 op 0 root 2 0x1234 0x40",
                        "end");
    }
}
