/** Cutting an object out of its background: GrabCut or an ONNX network. */
package org.ouroboros3d.matting;
