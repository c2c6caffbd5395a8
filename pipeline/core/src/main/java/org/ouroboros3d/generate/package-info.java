/**
 * What a caller asks of a generation and gets back: options, deadlines, progress, results. Knows no network and no
 * thread.
 */
package org.ouroboros3d.generate;
