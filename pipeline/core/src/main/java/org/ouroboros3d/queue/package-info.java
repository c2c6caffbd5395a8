/** The model's thread and the bounded queue before it. Knows requests and batches, not models. */
package org.ouroboros3d.queue;
