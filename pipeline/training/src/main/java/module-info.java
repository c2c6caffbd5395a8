/** Data sets, losses, the trainer and the evaluation. */
module org.ouroboros3d.training {
    requires transitive org.ouroboros3d;
    requires java.desktop;

    exports org.ouroboros3d.data;
    exports org.ouroboros3d.data.mesh;
    exports org.ouroboros3d.data.render;
    exports org.ouroboros3d.data.shapes;
    exports org.ouroboros3d.eval;
    exports org.ouroboros3d.metrics;
    exports org.ouroboros3d.train;
    exports org.ouroboros3d.train.parallel;
    exports org.ouroboros3d.train.run;

    // Configurations are records, which Jackson reads and writes.
    opens org.ouroboros3d.data to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.train to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.train.parallel to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.train.run to
            com.fasterxml.jackson.databind;
}
