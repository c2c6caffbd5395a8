/** LibTorch's operators as typed functions. A function returns its result in the innermost scope. */
package org.ouroboros3d.ops;
