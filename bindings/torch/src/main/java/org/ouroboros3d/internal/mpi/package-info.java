/** The functions of MPI that collectives use, of whichever library the launcher belongs to. */
package org.ouroboros3d.internal.mpi;
