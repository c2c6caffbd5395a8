/**
 * What files of weights have in common: the tensors of a checkpoint, mapped files, and the error that names file and
 * key.
 */
package org.ouroboros3d.format;
