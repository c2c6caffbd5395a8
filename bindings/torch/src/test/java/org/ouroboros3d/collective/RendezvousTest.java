package org.ouroboros3d.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RendezvousTest {
    private static final byte[] BYTES = {1, 2, 3, 4, 5};

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static byte[] notMade() {
        throw new AssertionError("only rank 0 makes the bytes");
    }

    /** Connects, says something else and leaves, as programs do that look for open ports. */
    private static void callAsAStranger(int port) {
        for (int tries = 0; tries < 200; tries++) {
            try (Socket stranger = new Socket("localhost", port)) {
                stranger.getOutputStream().write(new byte[8]);
                return;
            } catch (IOException e) {
                // Rank 0 does not listen yet.
                LockSupport.parkNanos(50_000_000);
            }
        }
        throw new AssertionError("nobody listens at port " + port);
    }

    @Test
    void allRanksGetTheBytesOfTheFirst() throws IOException {
        Rendezvous place = new Rendezvous("localhost", freePort(), Duration.ofSeconds(30));
        CompletableFuture<byte[]> first = CompletableFuture.supplyAsync(
                () -> place.share(0, 4, BYTES.length, () -> BYTES),
                task -> Thread.ofPlatform().start(task));
        callAsAStranger(place.port());
        List<CompletableFuture<byte[]>> others = new ArrayList<>();
        for (int rank = 1; rank < 4; rank++) {
            int own = rank;
            others.add(CompletableFuture.supplyAsync(
                    () -> place.share(own, 4, BYTES.length, RendezvousTest::notMade),
                    task -> Thread.ofPlatform().start(task)));
        }
        assertThat(first.join()).isEqualTo(BYTES);
        others.forEach(other -> assertThat(other.join()).isEqualTo(BYTES));
    }

    @Test
    void aRankThatDoesNotComeIsSaid() throws IOException {
        Rendezvous place = new Rendezvous("localhost", freePort(), Duration.ofSeconds(1));
        assertThatThrownBy(() -> place.share(0, 2, BYTES.length, () -> BYTES))
                .isInstanceOf(CollectiveException.class)
                .hasMessageContaining("0 of 1 others came")
                .hasMessageContaining("MASTER_ADDR");
        assertThatThrownBy(() -> place.share(1, 2, BYTES.length, RendezvousTest::notMade))
                .isInstanceOf(CollectiveException.class)
                .hasMessageContaining("rank 1 did not meet the others at localhost port " + place.port());
    }

    @Test
    void theMeetingPointIsThatOfTheEnvironment() {
        Map<String, String> variables = Map.of("MASTER_ADDR", "node1", "MASTER_PORT", "29500");
        assertThat(Rendezvous.of(variables, Duration.ofSeconds(1)).port()).isEqualTo(29500);
        assertThat(Rendezvous.of(
                                Map.of(
                                        "MASTER_ADDR", "node1",
                                        "MASTER_PORT", "29500",
                                        "TORCHELASTIC_USE_AGENT_STORE", "True"),
                                Duration.ofSeconds(1))
                        .port())
                .isEqualTo(29501);
        assertThatThrownBy(() -> Rendezvous.of(Map.of("MASTER_ADDR", "node1"), Duration.ofSeconds(1)))
                .isInstanceOf(CollectiveException.class)
                .hasMessageContaining("MASTER_PORT");
    }
}
