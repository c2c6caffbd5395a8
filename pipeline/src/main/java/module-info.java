/** The models of Ouroboros3D, their weights, and the recursive generation loop. */
module org.ouroboros3d.pipeline {
    requires transitive org.ouroboros3d.bindings;
    requires transitive com.fasterxml.jackson.databind;
    requires aircompressor.v3;
    requires java.desktop;
    requires jdk.management;
    requires jgltf.model;
    requires obj;
    requires org.bytedeco.ffmpeg;
    requires org.bytedeco.opencv;

    exports org.ouroboros3d.bench;
    exports org.ouroboros3d.data;
    exports org.ouroboros3d.data.mesh;
    exports org.ouroboros3d.data.render;
    exports org.ouroboros3d.data.shapes;
    exports org.ouroboros3d.diffusion;
    exports org.ouroboros3d.eval;
    exports org.ouroboros3d.feedback;
    exports org.ouroboros3d.format;
    exports org.ouroboros3d.gaussian;
    exports org.ouroboros3d.generate;
    exports org.ouroboros3d.geometry;
    exports org.ouroboros3d.image;
    exports org.ouroboros3d.io;
    exports org.ouroboros3d.lgm;
    exports org.ouroboros3d.metrics;
    exports org.ouroboros3d.model;
    exports org.ouroboros3d.nn;
    exports org.ouroboros3d.output;
    exports org.ouroboros3d.svd;
    exports org.ouroboros3d.train;
    exports org.ouroboros3d.train.run;
    exports org.ouroboros3d.verify;
    exports org.ouroboros3d.weights;
}
