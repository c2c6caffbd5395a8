/**
 * Procedural objects made of solids: every pair of a seed and an index names one object, the same on every machine.
 *
 * <p>Objects stand upright along +y and look along +z, the side that a camera at azimuth 0 sees. Arithmetic is Java's
 * own, which is exact to the bit; transcendental functions come from {@link java.lang.StrictMath}.
 */
package org.ouroboros3d.data.shapes;
