/** Generation, evaluation and rendering of data sets as jobs on Apache Spark. */
package org.ouroboros3d.spark;
