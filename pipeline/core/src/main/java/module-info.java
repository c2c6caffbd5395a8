/** One image in, eight views and a 3D Gaussian model out. */
module org.ouroboros3d {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive org.ouroboros3d.splat;
    requires java.desktop;
    requires jdk.management;
    requires org.bytedeco.opencv;
    requires org.bytedeco.opencv.linux.x86_64;

    // Zstandard, for SPZ 4: an automatic module, which jlink refuses.
    requires static aircompressor.v3;
    requires static jdk.jfr;
    requires static micrometer.core;
    // Videos.
    requires static org.bytedeco.ffmpeg;

    exports org.ouroboros3d;
    exports org.ouroboros3d.diffusion;
    exports org.ouroboros3d.export;
    exports org.ouroboros3d.format;
    exports org.ouroboros3d.format.gaussian;
    exports org.ouroboros3d.format.ply;
    exports org.ouroboros3d.gaussian;
    exports org.ouroboros3d.generate;
    exports org.ouroboros3d.geometry;
    exports org.ouroboros3d.image;
    exports org.ouroboros3d.load;
    exports org.ouroboros3d.matting;
    exports org.ouroboros3d.mesh;
    exports org.ouroboros3d.micrometer;
    exports org.ouroboros3d.model;
    exports org.ouroboros3d.output;
    exports org.ouroboros3d.render;
    exports org.ouroboros3d.sample;
    exports org.ouroboros3d.viewer;
    exports org.ouroboros3d.adapter to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.detail to
            org.ouroboros3d.training;
    exports org.ouroboros3d.clip to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.format.json to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.format.safetensors to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.format.torch to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.graph to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.io to
            org.ouroboros3d.cli,
            org.ouroboros3d.serve,
            org.ouroboros3d.training;
    exports org.ouroboros3d.lgm to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.nn to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.queue to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.svd to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.vae to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;
    exports org.ouroboros3d.weights to
            org.ouroboros3d.cli,
            org.ouroboros3d.training;

    // Configurations are records, which Jackson reads and writes.
    opens org.ouroboros3d.adapter to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.clip to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.detail to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.diffusion to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.lgm to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.model to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.svd to
            com.fasterxml.jackson.databind;
    opens org.ouroboros3d.vae to
            com.fasterxml.jackson.databind;
}
