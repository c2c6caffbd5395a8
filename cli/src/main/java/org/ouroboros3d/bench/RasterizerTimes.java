package org.ouroboros3d.bench;

/**
 * What rasterizing all views of a scene costs, outputs and scratch that a call allocates included.
 *
 * @param forward rendering colour, alpha, depth and coordinate map
 * @param forwardWithState the same, keeping what the backward needs
 * @param backward from gradients of all maps to gradients of the Gaussians
 */
public record RasterizerTimes(Timing forward, Timing forwardWithState, Timing backward) {}
