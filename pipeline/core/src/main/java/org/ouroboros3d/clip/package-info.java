/**
 * The CLIP vision encoder of the input image (transformers, {@code CLIPVisionModelWithProjection}) and its resizing.
 */
package org.ouroboros3d.clip;
