/**
 * An HTTP server for loaded models: predictions and their events, results in every format, health and metrics. Uses the
 * library as any other service would; Helidon speaks HTTP, and {@code ClientConnection} bounds what clients can hold.
 */
package org.ouroboros3d.serve;
