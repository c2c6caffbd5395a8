/**
 * Opening a model: its folder or the built-in one, layouts, precision, offloading, and whether it fits into memory. The
 * one package that knows all networks.
 */
package org.ouroboros3d.load;
