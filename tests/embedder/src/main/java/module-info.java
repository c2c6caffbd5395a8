/** Uses Ouroboros3D with its built-in model. */
module example {
    requires org.ouroboros3d;
    requires org.ouroboros3d.model.tiny;
}
