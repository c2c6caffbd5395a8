/**
 * One run of a batch of requests with a loaded model, from pictures to results on the host. Uses the loop, the queue's
 * requests and CUDA graphs.
 */
package org.ouroboros3d.run;
