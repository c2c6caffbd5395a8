package org.ouroboros3d.serve;

import io.helidon.http.Method;

/** What the server answers; {@code openapi.json} describes the same. */
enum Route {
    CREATE(Method.POST, "/predictions"),
    GET(Method.GET, "/predictions/{id}"),
    EVENTS(Method.GET, "/predictions/{id}/events"),
    CANCEL(Method.POST, "/predictions/{id}/cancel"),
    FILE(Method.GET, "/predictions/{id}/{file}"),
    LIVE(Method.GET, "/health/live"),
    READY(Method.GET, "/health/ready"),
    METRICS(Method.GET, "/metrics"),
    OPENAPI(Method.GET, "/openapi.json");

    private final Method method;
    private final String path;

    Route(Method method, String path) {
        this.method = method;
        this.path = path;
    }

    Method method() {
        return method;
    }

    String path() {
        return path;
    }
}
