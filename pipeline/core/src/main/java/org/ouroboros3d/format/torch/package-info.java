/** PyTorch checkpoints, zip and legacy, read by an unpickler that builds tensors and nothing else. */
package org.ouroboros3d.format.torch;
