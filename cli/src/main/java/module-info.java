/** The command line: parses, calls the library, prints; benchmarks and the comparison with the reference. */
module org.ouroboros3d.cli {
    requires info.picocli;
    requires java.logging;
    requires jdk.management;
    requires jdk.unsupported;
    requires org.ouroboros3d.serve;
    requires org.ouroboros3d.training;

    // Results are records, which Jackson writes.
    opens org.ouroboros3d.bench to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.cli to
            com.fasterxml.jackson.databind,
            info.picocli;
    opens org.ouroboros3d.verify to
            com.fasterxml.jackson.databind;
}
