/** Safetensors files, read without copying and written. */
package org.ouroboros3d.format.safetensors;
