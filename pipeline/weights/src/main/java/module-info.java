/** Holds the weights of the built-in model as resources. It has no classes. */
module org.ouroboros3d.model.tiny {}
