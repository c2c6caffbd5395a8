/** LibTorch found, loaded and called through its stable C ABI, with its statuses checked. */
package org.ouroboros3d.internal;
