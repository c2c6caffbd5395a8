/** What a model serves, as meters of Micrometer; needs {@code io.micrometer:micrometer-core}. */
package org.ouroboros3d.micrometer;
