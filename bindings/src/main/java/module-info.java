/** LibTorch and the Gaussian rasterizer through the Foreign Function and Memory API. */
module org.ouroboros3d.bindings {
    requires org.bytedeco.javacpp;

    exports org.ouroboros3d.cuda;
    exports org.ouroboros3d.error;
    exports org.ouroboros3d.ops;
    exports org.ouroboros3d.raster;
    exports org.ouroboros3d.tensor;
}
