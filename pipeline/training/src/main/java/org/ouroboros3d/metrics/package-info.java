/** Scores of pictures: PSNR, SSIM, LPIPS, sharpness and edges. Used by losses and by the evaluation. */
package org.ouroboros3d.metrics;
