package org.ouroboros3d.serve;

/** What the server answers; {@code openapi.json} describes the same. */
enum Route {
    CREATE("POST", "/predictions"),
    GET("GET", "/predictions/{id}"),
    EVENTS("GET", "/predictions/{id}/events"),
    CANCEL("POST", "/predictions/{id}/cancel"),
    FILE("GET", "/predictions/{id}/{file}"),
    LIVE("GET", "/health/live"),
    READY("GET", "/health/ready"),
    METRICS("GET", "/metrics"),
    OPENAPI("GET", "/openapi.json");

    private final String method;
    private final String path;

    Route(String method, String path) {
        this.method = method;
        this.path = path;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }
}
