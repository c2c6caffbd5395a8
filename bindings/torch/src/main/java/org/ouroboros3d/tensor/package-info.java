/** Tensors, their scopes, devices and autograd: handles of LibTorch with explicit lifetimes. */
package org.ouroboros3d.tensor;
