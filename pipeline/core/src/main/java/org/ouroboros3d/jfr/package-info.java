/** Events for JDK Flight Recorder, which a JVM need not have. Uses nothing of ours. */
package org.ouroboros3d.jfr;
