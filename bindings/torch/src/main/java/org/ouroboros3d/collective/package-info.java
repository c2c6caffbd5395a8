/**
 * Tensors that several processes, the ranks, compute together: sums, parts and copies across them, by MPI or NCCL, as
 * {@code torch.distributed} has them in PyTorch.
 */
package org.ouroboros3d.collective;
