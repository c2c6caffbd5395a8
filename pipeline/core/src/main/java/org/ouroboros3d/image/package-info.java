/** Images on the host: reading, writing, orientation, recentering, contact sheets. */
package org.ouroboros3d.image;
