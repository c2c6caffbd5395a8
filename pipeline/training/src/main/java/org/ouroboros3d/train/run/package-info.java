/**
 * Training runs: what repeats the steps of {@link org.ouroboros3d.train}, keeps their state on disk so that a run can be
 * stopped and resumed, shows how it goes, and writes the trained model.
 */
package org.ouroboros3d.train.run;
