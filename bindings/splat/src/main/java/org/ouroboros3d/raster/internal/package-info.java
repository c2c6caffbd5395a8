/** Calls of libouroboros3d with their statuses checked: the only users of the generated bindings. */
package org.ouroboros3d.raster.internal;
