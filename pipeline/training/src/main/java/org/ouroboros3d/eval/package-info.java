/**
 * Evaluation as in the paper's tables: generated views and renderings of the generated 3D model against the ground truth
 * of objects that no training saw.
 */
package org.ouroboros3d.eval;
