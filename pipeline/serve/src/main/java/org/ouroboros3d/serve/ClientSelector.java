package org.ouroboros3d.serve;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/** Makes a {@link ClientConnection} of HTTP/1.1 for every client. */
final class ClientSelector implements ServerConnectionSelector {
    private static final int MAX_PROLOGUE = 4096;
    private static final int MAX_HEADERS = 16_384;

    private final Http1ConnectionSelector http = Http1ConnectionSelector.builder()
            .config(Http1Config.builder()
                    .maxPrologueLength(MAX_PROLOGUE)
                    .maxHeadersSize(MAX_HEADERS)
                    .build())
            .build();

    private final ClientConnections connections;

    ClientSelector(ClientConnections connections) {
        this.connections = connections;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new ClientConnection(context, connections, http::connection);
    }
}
