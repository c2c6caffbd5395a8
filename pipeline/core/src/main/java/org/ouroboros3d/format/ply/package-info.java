/** PLY files of Gaussians: INRIA's layout, the released code's, and PlayCanvas's compressed one. */
package org.ouroboros3d.format.ply;
