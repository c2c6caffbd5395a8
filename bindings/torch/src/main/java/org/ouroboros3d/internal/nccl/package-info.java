/** The functions of NCCL that collectives use. */
package org.ouroboros3d.internal.nccl;
