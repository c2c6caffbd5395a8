/** The Gaussian rasterizer on LibTorch tensors. */
module org.ouroboros3d.splat {
    requires org.ouroboros3d.natives;
    requires transitive org.ouroboros3d.torch;

    exports org.ouroboros3d.cuda;
    exports org.ouroboros3d.raster;
}
