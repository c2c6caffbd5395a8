/** Errors of native code, of tensors' shapes and of inputs. */
package org.ouroboros3d.error;
