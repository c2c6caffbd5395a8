/** Generations over HTTP. */
module org.ouroboros3d.serve {
    requires io.helidon.webserver;
    requires transitive org.ouroboros3d;

    exports org.ouroboros3d.serve;
}
