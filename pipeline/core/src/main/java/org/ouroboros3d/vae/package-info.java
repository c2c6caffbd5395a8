/**
 * SVD's temporal autoencoder (diffusers v0.25.0, {@code AutoencoderKLTemporalDecoder}). Uses layers and the interfaces of
 * {@code model}, no other network.
 */
package org.ouroboros3d.vae;
