package org.ouroboros3d.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.testing.CudaDevice;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class CudaEventTest {
    @Test
    void theHostHasNoEvents() {
        assertThatThrownBy(() -> CudaEvent.on(Device.CPU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cpu");
    }

    @Test
    void aDeviceThatIsNotThereIsToldOf() {
        assertThatThrownBy(() -> CudaEvent.on(Device.cuda(900)))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("CUDA");
    }

    /** Half a second or more of work, enqueued in far less. */
    private static void enqueueLongWork(Device cuda) {
        Tensor matrix = Creation.zeros(DType.FLOAT32, cuda, 8192, 8192);
        for (int i = 0; i < 50; i++) {
            try (TensorScope scope = TensorScope.open()) {
                Linear.linear(matrix, matrix, null);
            }
        }
    }

    @Test
    @Tag("gpu")
    void anEventIsDoneWhenTheWorkBeforeItIs() {
        Device cuda = CudaDevice.orSkip();
        try (CudaEvent event = CudaEvent.on(cuda);
                CudaEvent behind = CudaEvent.on(cuda)) {
            assertThat(event.isDone()).as("never recorded").isTrue();
            enqueueLongWork(cuda);
            event.record();
            assertThat(event.isDone()).as("with its work just enqueued").isFalse();
            enqueueLongWork(cuda);
            behind.record();
            event.await();
            assertThat(event.isDone()).isTrue();
            assertThat(behind.isDone()).as("which nobody has waited for").isFalse();
            behind.await();
            assertThat(behind.isDone()).isTrue();
        }
    }

    @Test
    @Tag("gpu")
    void anEventIsRecordedOnTheCurrentStream() {
        Device cuda = CudaDevice.orSkip();
        try (CudaStream stream = CudaStream.on(cuda);
                CudaEvent there = CudaEvent.on(cuda);
                CudaEvent here = CudaEvent.on(cuda)) {
            stream.run(() -> {
                here.record();
                enqueueLongWork(cuda);
                there.record();
            });
            here.await();
            assertThat(there.isDone()).isFalse();
            there.await();
        }
    }

    @Test
    @Tag("gpu")
    void aStreamThatIsBeingRecordedTakesNoEventAndIsNotSpoiled() {
        Device cuda = CudaDevice.orSkip();
        try (CudaStream stream = CudaStream.on(cuda);
                CudaEvent event = CudaEvent.on(cuda)) {
            try (CudaGraph graph = stream.record(() -> assertThatThrownBy(event::record)
                    .isInstanceOf(NativeException.class)
                    .hasMessageContaining("being recorded"))) {
                graph.launch();
            }
            event.record();
            event.await();
            assertThat(event.isDone()).isTrue();
        }
    }

    @Test
    @Tag("gpu")
    void anEventIsUsedByItsThreadUntilItIsClosed() {
        Device cuda = CudaDevice.orSkip();
        CudaEvent event = CudaEvent.on(cuda);
        CompletableFuture<Boolean> elsewhere = CompletableFuture.supplyAsync(event::isDone);
        assertThatThrownBy(elsewhere::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to thread");
        event.close();
        assertThatCode(event::close).doesNotThrowAnyException();
        assertThatIllegalStateException().isThrownBy(event::record).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(event::isDone).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(event::await).withMessageContaining("closed");
    }
}
