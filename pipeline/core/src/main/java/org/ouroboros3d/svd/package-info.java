/**
 * The networks of Stable Video Diffusion as Ouroboros3D uses them: the image encoder, the autoencoder and the denoiser.
 *
 * <p>Written after diffusers 0.25.0, which the published checkpoint was trained with, and transformers' CLIP; names of
 * fields are those of the checkpoints' keys.
 */
package org.ouroboros3d.svd;
