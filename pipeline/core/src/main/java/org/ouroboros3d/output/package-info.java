/** Results of a generation on disk: the folder, the report and the turntable's video. */
package org.ouroboros3d.output;
