/** Noise levels, guidance, preconditioning and noise; nothing here knows a network. */
package org.ouroboros3d.diffusion;
