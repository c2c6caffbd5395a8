/** Measurements of speed, which {@code ouroboros3d bench} prints. */
package org.ouroboros3d.bench;
