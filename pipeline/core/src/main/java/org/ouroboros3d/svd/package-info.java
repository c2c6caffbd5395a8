/**
 * The denoiser: Stable Video Diffusion's spatio-temporal UNet for eight views, with the feedback's adapters.
 *
 * <p>Written after diffusers 0.25.0, which the published checkpoint was trained with; names of fields are those of the
 * checkpoints' keys. Uses {@code adapter}, {@code nn} and the interfaces of {@code model}, no other network.
 */
package org.ouroboros3d.svd;
