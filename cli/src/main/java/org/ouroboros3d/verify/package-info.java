/**
 * Checks of the modules against runs of the reference.
 *
 * <p>A {@link org.ouroboros3d.verify.GoldenFile} holds one run; the {@link org.ouroboros3d.verify.GoldenCheck} that is
 * registered for its module repeats it and returns a {@link org.ouroboros3d.verify.Comparison} for each output.
 */
package org.ouroboros3d.verify;
