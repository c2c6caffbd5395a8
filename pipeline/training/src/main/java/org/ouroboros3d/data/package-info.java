/**
 * Training samples: orbits of pictures of one object with the cameras that took them, from procedural shapes or from
 * folders, drawn or read ahead by threads while a training step runs.
 */
package org.ouroboros3d.data;
