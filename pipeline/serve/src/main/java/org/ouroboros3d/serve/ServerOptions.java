package org.ouroboros3d.serve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.ouroboros3d.error.InputException;

/**
 * How a server listens.
 *
 * @param host name or address to listen on; {@code localhost} takes no one but this machine
 * @param port 0 to 65535; 0 for any that is free
 * @param maxBody bytes of a request's body, at most, at least 1024
 * @param token that every request for predictions and metrics shows; needed unless {@code host} is the machine itself
 * @param clients what clients may hold
 * @param retention how long results are kept
 * @param version of the program, for {@code openapi.json} and the viewer
 */
public record ServerOptions(
        String host,
        int port,
        int maxBody,
        Optional<AccessToken> token,
        ClientLimits clients,
        Retention retention,
        String version) {
    /** Where a server listens if it is not told. */
    public static final String LOCAL = "localhost";

    /** A photograph of 64 megapixels as a good JPEG. */
    public static final int DEFAULT_MAX_BODY = 32 << 20;

    /**
     * Checks the ranges, and that strangers need a token.
     *
     * @throws IllegalArgumentException if a value is out of its range, or a token is missing
     * @throws InputException if the host has no address
     */
    public ServerOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("the port must be 0 to 65535, not " + port);
        }
        if (maxBody < 1024) {
            throw new IllegalArgumentException("a body must be allowed at least 1024 bytes, not " + maxBody);
        }
        if (token.isEmpty() && !address(host).isLoopbackAddress()) {
            throw new IllegalArgumentException("others can reach " + host
                    + ", so that it needs a token; name a file with one, or listen on " + LOCAL);
        }
    }

    /** {@return a server for this machine alone} */
    public static ServerOptions local(int port, String version) {
        return new ServerOptions(
                LOCAL, port, DEFAULT_MAX_BODY, Optional.empty(), ClientLimits.DEFAULT, Retention.DEFAULT, version);
    }

    /** {@return these options with other limits of clients} */
    public ServerOptions withClients(ClientLimits value) {
        return new ServerOptions(host, port, maxBody, token, value, retention, version);
    }

    /** {@return these options with results kept for another time} */
    public ServerOptions withRetention(Retention value) {
        return new ServerOptions(host, port, maxBody, token, clients, value, version);
    }

    /** {@return these options with another limit of bodies} */
    public ServerOptions withMaxBody(int value) {
        return new ServerOptions(host, port, value, token, clients, retention, version);
    }

    /** {@return these options with a token} */
    public ServerOptions withToken(AccessToken value) {
        return new ServerOptions(host, port, maxBody, Optional.of(value), clients, retention, version);
    }

    InetAddress address() {
        return address(host);
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new InputException(host, "this host has no address", "name one of this machine's", e);
        }
    }
}
