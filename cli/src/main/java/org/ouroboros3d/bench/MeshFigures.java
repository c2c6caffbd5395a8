package org.ouroboros3d.bench;

import org.ouroboros3d.mesh.MeshTopology;
import org.ouroboros3d.metrics.SurfaceScores;

/**
 * What a mesh of Gaussians is like.
 *
 * @param gaussians how many
 * @param faces of the mesh
 * @param topology of the mesh
 * @param scores against the true surface, thresholds of 1 % of a metre
 * @param psnrVertices of the mesh in colors of its vertices against the Gaussians, decibels
 * @param psnrVerticesInside the same of the pixels that both cover
 * @param psnrTexture of the mesh in a texture against the Gaussians, decibels
 * @param psnrTextureInside the same of the pixels that both cover
 * @param time of making it, without a texture
 */
public record MeshFigures(
        int gaussians,
        int faces,
        MeshTopology topology,
        SurfaceScores scores,
        double psnrVertices,
        double psnrVerticesInside,
        double psnrTexture,
        double psnrTextureInside,
        Timing time) {}
