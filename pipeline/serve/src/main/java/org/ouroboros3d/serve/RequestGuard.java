package org.ouroboros3d.serve;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.RoutingRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask for what. Pages of other sites may not, whatever name their domain resolves to; and where there is a token, only
 * who shows it, or the key of a prediction's link for that prediction.
 */
final class RequestGuard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final HeaderName FETCH_MODE = HeaderNames.create("Sec-Fetch-Mode");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final String BEARER = "bearer ";

    private final ServerOptions options;
    private final Predictions predictions;

    RequestGuard(ServerOptions options, Predictions predictions) {
        this.options = options;
        this.predictions = predictions;
    }

    /** @throws ProblemException if the request may not go on */
    void check(RoutingRequest request) {
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        requireOwnHost(host);
        requireOwnSite(request, host);
        String path = request.path().path();
        if (options.token().isPresent() && isProtected(path)) {
            requireToken(request, path);
        }
    }

    /** Without a token, a domain that was made to point here is all that keeps a foreign page out. */
    private void requireOwnHost(String host) {
        String name = host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
        if (options.token().isEmpty() && !LOOPBACK.contains(name) && !name.equals(options.host())) {
            throw new Problem(
                            421,
                            "this server is called " + options.host() + " and not '" + name
                                    + "'; other names need a token")
                    .exception();
        }
    }

    private static void requireOwnSite(RoutingRequest request, String host) {
        ServerRequestHeaders headers = request.headers();
        Optional<String> origin = headers.first(HeaderNames.ORIGIN);
        if (origin.isPresent()
                && !origin.get().equalsIgnoreCase("http://" + host)
                && !origin.get().equalsIgnoreCase("https://" + host)) {
            throw new Problem(403, "pages of other sites may not use this server").exception();
        }
        boolean foreign = headers.first(FETCH_SITE)
                .filter(site -> !OWN_SITES.contains(site))
                .isPresent();
        // A link on another site to this page is no harm.
        boolean visit = request.prologue().method().equals(Method.GET)
                && headers.first(FETCH_MODE).filter("navigate"::equals).isPresent();
        if (foreign && !visit) {
            throw new Problem(403, "pages of other sites may not use this server").exception();
        }
    }

    /** The page and its parts, its description and health tell nothing of anyone. */
    private static boolean isProtected(String path) {
        return path.startsWith(PredictionLinks.ROOT) || path.equals("/metrics");
    }

    private void requireToken(RoutingRequest request, String path) {
        boolean shown = request.headers()
                .first(HeaderNames.AUTHORIZATION)
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip())
                .filter(options.token().orElseThrow()::matches)
                .isPresent();
        if (!shown && !showsKey(request, path)) {
            throw new Problem(
                            401,
                            "this server asks for a token; send it as 'Authorization: Bearer TOKEN'",
                            Map.of("WWW-Authenticate", "Bearer"))
                    .exception();
        }
    }

    private boolean showsKey(RoutingRequest request, String path) {
        String prefix = PredictionLinks.ROOT + "/";
        if (!path.startsWith(prefix) || !request.query().contains(PredictionLinks.KEY)) {
            return false;
        }
        String id = path.substring(prefix.length()).replaceFirst("/.*", "");
        String key = request.query().get(PredictionLinks.KEY);
        return predictions
                .find(id)
                .filter(prediction -> prediction.links().opensWith(key))
                .isPresent();
    }
}
