/** The command line: parses, calls the library, prints; benchmarks and the comparison with the reference. */
module org.ouroboros3d.cli {
    requires info.picocli;
    requires jdk.management;
    requires jdk.unsupported;
    requires org.ouroboros3d.serve;
    requires org.ouroboros3d.training;

    opens org.ouroboros3d.cli to
            info.picocli;
}
