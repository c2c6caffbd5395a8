/** Steps of the loop captured as CUDA graphs and replayed, behind the loop's {@code StepExecutor}. */
package org.ouroboros3d.graph;
