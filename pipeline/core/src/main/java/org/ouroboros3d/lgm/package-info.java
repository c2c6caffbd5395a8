/**
 * The reconstructor: LGM's asymmetric U-Net over four views, its input and its Gaussians.
 *
 * <p>Written after LGM (Tang et al., "LGM: Large Multi-View Gaussian Model for High-Resolution 3D Content Creation",
 * 2024) and what Ouroboros3D changed in it; names of fields are those of the checkpoints' keys.
 */
package org.ouroboros3d.lgm;
