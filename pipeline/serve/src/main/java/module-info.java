/** Generations over HTTP. */
module org.ouroboros3d.serve {
    requires io.helidon.common.task;
    requires io.helidon.http;
    requires io.helidon.webserver;
    requires transitive org.ouroboros3d;

    exports org.ouroboros3d.serve;
}
