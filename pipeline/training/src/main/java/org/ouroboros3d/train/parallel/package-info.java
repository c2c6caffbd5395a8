/**
 * Data-parallel training: ranks that each differentiate a part of every batch, and take the same steps. Sharding follows ZeRO
 * (Rajbhandari et al., SC 2020).
 */
package org.ouroboros3d.train.parallel;
