/**
 * The recursive diffusion loop (paper, section 3.2): its inputs, steps and outputs, and the interface that executes a
 * step. Uses the interfaces of {@code model} and imports no network.
 */
package org.ouroboros3d.sample;
