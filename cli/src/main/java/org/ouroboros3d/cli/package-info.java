/** Commands, options and console output. Parses, calls the libraries, prints; decides nothing about 3D. */
package org.ouroboros3d.cli;
