/** Errors of native code and of tensors' shapes. */
package org.ouroboros3d.error;
