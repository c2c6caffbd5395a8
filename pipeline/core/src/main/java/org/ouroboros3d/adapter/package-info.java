/** The T2I-style adapters that encode rendered color and coordinate maps for the denoiser (paper, section 3.3). */
package org.ouroboros3d.adapter;
