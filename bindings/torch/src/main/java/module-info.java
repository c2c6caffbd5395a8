/** LibTorch through the Foreign Function and Memory API. */
module org.ouroboros3d.torch {
    requires org.bytedeco.javacpp;
    requires org.bytedeco.javacpp.linux.x86_64;
    requires org.bytedeco.openblas.linux.x86_64;
    requires org.bytedeco.pytorch.linux.x86_64;

    exports org.ouroboros3d.collective;
    exports org.ouroboros3d.error;
    exports org.ouroboros3d.ops;
    exports org.ouroboros3d.tensor;
    exports org.ouroboros3d.internal to
            org.ouroboros3d.splat;
}
