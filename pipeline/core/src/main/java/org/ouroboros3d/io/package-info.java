/** Atomic files and folders, and readings of the process's memory. Uses nothing of ours. */
package org.ouroboros3d.io;
