/** From a reconstruction back into the denoiser: coordinate maps, and the adapters that encode what was rendered. */
package org.ouroboros3d.feedback;
