package org.ouroboros3d.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Arithmetic;

class ThreadsTest {
    private static <T> T onOtherThread(Callable<T> task) throws InterruptedException, ExecutionException {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            return executor.submit(task).get();
        }
    }

    @Test
    void tensorOfAnOpenScopeIsConfinedToItsThread() {
        try (var scope = TensorScope.open()) {
            Tensor tensor = Tensor.of(new float[] {1}, 1);
            assertThatThrownBy(() -> onOtherThread(tensor::toFloatArray))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("belongs to thread");
            assertThatThrownBy(() -> onOtherThread(() -> {
                        scope.close();
                        return null;
                    }))
                    .cause()
                    .isInstanceOf(IllegalStateException.class);
            assertThat(tensor.item()).isEqualTo(1);
        }
    }

    @Test
    void virtualThreadIsRefused() throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try (var scope = TensorScope.open()) {
                thrown.add(new AssertionError("a scope opened on a virtual thread"));
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        });
        thread.join();
        assertThat(thrown)
                .singleElement()
                .isInstanceOf(IllegalStateException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains("platform thread");
    }

    @Test
    void detachedTensorsServeManyThreads() throws InterruptedException, ExecutionException {
        long before = Tensor.liveCount();
        try (TensorScope weights = TensorScope.detached()) {
            Tensor weight;
            try (var scope = TensorScope.open()) {
                weight = weights.adopt(Tensor.of(new float[] {1, 2, 3}, 3));
            }
            try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
                List<Future<float[]>> results = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    float factor = i;
                    results.add(executor.submit(() -> {
                        try (var scope = TensorScope.open()) {
                            Tensor sum = weight;
                            for (int k = 0; k < 200; k++) {
                                sum = Arithmetic.mul(weight, factor);
                            }
                            return sum.toFloatArray();
                        }
                    }));
                }
                for (int i = 0; i < results.size(); i++) {
                    assertThat(results.get(i).get()).containsExactly(i, 2f * i, 3f * i);
                }
            }
        }
        assertThat(Tensor.liveCount()).isEqualTo(before);
    }

    @Test
    void closingWeightsWhileOthersUseThemThrowsThere() throws InterruptedException, ExecutionException {
        for (int round = 0; round < 20; round++) {
            TensorScope weights = TensorScope.detached();
            Tensor weight;
            try (var scope = TensorScope.open()) {
                weight = weights.adopt(Tensor.of(new float[64], 64));
            }
            try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
                CountDownLatch used = new CountDownLatch(100);
                Future<Integer> user = executor.submit(() -> {
                    int calls = 0;
                    try (var scope = TensorScope.open()) {
                        while (true) {
                            Arithmetic.mul(weight, weight).close();
                            calls++;
                            used.countDown();
                        }
                    } catch (IllegalStateException expected) {
                        return calls;
                    }
                });
                assertThat(used.await(1, TimeUnit.MINUTES)).isTrue();
                weights.close();
                assertThat(user.get()).isGreaterThanOrEqualTo(100);
            }
            assertThatIllegalStateException().isThrownBy(weight::shape);
        }
    }

    @Test
    void tensorsOfOneScopeAreClosedAndTakenOverByManyThreads() throws InterruptedException, ExecutionException {
        long before = Tensor.liveCount();
        for (int round = 0; round < 10; round++) {
            try (TensorScope shared = TensorScope.detached();
                    ExecutorService executor = Executors.newFixedThreadPool(4)) {
                List<Tensor> tensors = new ArrayList<>();
                try (var scope = TensorScope.open()) {
                    for (int i = 0; i < 200; i++) {
                        tensors.add(shared.adopt(Tensor.of(new float[] {i}, 1)));
                    }
                }
                List<Future<?>> users = new ArrayList<>();
                for (int user = 0; user < 4; user++) {
                    boolean takes = user % 2 == 0;
                    users.add(executor.submit(() -> {
                        try (var scope = TensorScope.open()) {
                            for (int i = 0; i < tensors.size(); i++) {
                                closeOrTake(scope, tensors.get(i), i, takes);
                            }
                        }
                    }));
                }
                for (Future<?> user : users) {
                    user.get();
                }
            }
            assertThat(Tensor.liveCount()).isEqualTo(before);
        }
    }

    /** Another thread may have closed the tensor or taken it over already, which is said and does no harm. */
    private static void closeOrTake(TensorScope scope, Tensor tensor, int value, boolean takes) {
        try {
            if (takes) {
                assertThat(scope.adopt(tensor).item()).isEqualTo(value);
            } else {
                tensor.close();
            }
        } catch (IllegalStateException e) {
            assertThat(e.getMessage()).containsAnyOf("was closed", "belongs to thread");
        }
    }

    /** Reads one byte from a pipe into a segment, which that call holds until somebody writes. */
    private static final class PipeRead implements AutoCloseable {
        private final Pipe pipe = Pipe.open();
        private final Thread thread;

        PipeRead(MemorySegment target) throws IOException, InterruptedException {
            ByteBuffer buffer = target.asByteBuffer();
            thread = Thread.ofPlatform().start(() -> {
                try {
                    pipe.source().read(buffer);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            // In the native read, which has the segment: the JVM calls a thread there runnable, so its stack tells.
            while (Arrays.stream(thread.getStackTrace())
                    .noneMatch(frame ->
                            frame.isNativeMethod() && frame.getMethodName().startsWith("read"))) {
                Thread.sleep(1);
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            pipe.sink().write(ByteBuffer.wrap(new byte[] {7}));
            thread.join();
            pipe.source().close();
            pipe.sink().close();
        }
    }

    @Test
    void aTensorWhoseSegmentIsInANativeReadIsNotFreed() throws IOException, InterruptedException {
        long before = Tensor.liveCount();
        TensorScope shared = TensorScope.detached();
        Tensor tensor;
        try (var scope = TensorScope.open()) {
            tensor = shared.adopt(Tensor.of(new float[4], 4));
        }
        MemorySegment segment = tensor.segment();
        try (PipeRead read = new PipeRead(segment)) {
            assertThatIllegalStateException()
                    .isThrownBy(tensor::close)
                    .withMessageContaining("in use by a native call of another thread")
                    .withMessageContaining("FLOAT32[4]");
            assertThat(tensor.isClosed()).isFalse();
            assertThat(tensor.size(0)).isEqualTo(4);
        }
        assertThat(segment.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
        tensor.close();
        assertThat(tensor.isClosed()).isTrue();
        shared.close();
        assertThat(Tensor.liveCount()).isEqualTo(before);
    }

    @Test
    void aScopeFreesAllButWhatIsInANativeReadAndTheRestWhenClosedAgain() throws IOException, InterruptedException {
        long before = Tensor.liveCount();
        TensorScope shared = TensorScope.detached();
        List<Tensor> tensors = new ArrayList<>();
        try (var scope = TensorScope.open()) {
            for (int i = 0; i < 5; i++) {
                tensors.add(shared.adopt(Tensor.of(new float[] {i}, 1)));
            }
        }
        try (PipeRead read = new PipeRead(tensors.get(2).segment())) {
            assertThatIllegalStateException()
                    .isThrownBy(shared::close)
                    .withMessageContaining("1 of 5 tensors are not freed yet");
            assertThat(tensors.stream().map(Tensor::isClosed)).containsExactly(true, true, false, true, true);
            assertThat(Tensor.liveCount()).isEqualTo(before + 1);
            assertThatIllegalStateException()
                    .isThrownBy(() -> shared.adopt(tensors.get(2)))
                    .withMessageContaining("TensorScope was closed");
            assertThatIllegalStateException().isThrownBy(shared::close).withMessageContaining("1 of 1");
        }
        shared.close();
        shared.close();
        assertThat(Tensor.liveCount()).isEqualTo(before);
    }

    @Test
    void anOuterScopeFreesWhatAnInnerOneCouldNot() throws IOException, InterruptedException {
        long before = Tensor.liveCount();
        TensorScope shared = TensorScope.detached();
        TensorScope outer = TensorScope.open();
        TensorScope inner = TensorScope.open();
        Tensor tensor = shared.adopt(Tensor.of(new float[] {1}, 1));
        MemorySegment segment = tensor.segment();
        inner.adopt(tensor);
        Tensor.of(new float[] {2}, 1);
        try (PipeRead read = new PipeRead(segment)) {
            assertThatIllegalStateException().isThrownBy(outer::close).withMessageContaining("1 of 1");
            assertThat(Tensor.liveCount()).isEqualTo(before + 1);
            assertThatIllegalStateException()
                    .isThrownBy(TensorScope::current)
                    .withMessageContaining("no TensorScope is open");
        }
        outer.close();
        inner.close();
        shared.close();
        assertThat(Tensor.liveCount()).isEqualTo(before);
    }

    @Test
    void operatorsUseAsManyThreadsAsTheirCallerSays() throws InterruptedException, ExecutionException {
        LibTorch torch = LibTorch.load();
        int before = torch.threads();
        List<Integer> counts = onOtherThread(() -> {
            List<Integer> seen = new ArrayList<>();
            for (int count : new int[] {3, 1}) {
                torch.useThreads(count);
                seen.add(torch.threads());
            }
            return seen;
        });
        assertThat(counts).containsExactly(3, 1);
        assertThat(torch.threads()).as("of this thread").isEqualTo(before);
        for (int count : new int[] {0, -1, 1025}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> torch.useThreads(count))
                    .withMessageContaining("threads must be between 1 and 1024, not " + count);
        }
    }
}
