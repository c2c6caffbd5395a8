/** The command line: parses, calls the pipeline, prints. */
module org.ouroboros3d.cli {
    requires info.picocli;
    requires jdk.management;
    requires org.ouroboros3d.pipeline;

    opens org.ouroboros3d.cli to
            info.picocli;
}
