package org.ouroboros3d.cli;

import java.nio.file.Path;
import org.ouroboros3d.metrics.LpipsFiles;
import org.ouroboros3d.metrics.LpipsTrunk;
import picocli.CommandLine.Option;

/** The files of LPIPS, which cannot be shipped: all three options or none. */
final class LpipsFlags {
    @Option(names = "--lpips", required = true, paramLabel = "NET", description = "Compare features of vgg or alex.")
    private LpipsTrunk trunk;

    @Option(
            names = "--lpips-backbone",
            required = true,
            paramLabel = "FILE",
            description = "Torchvision's weights of that network, for example vgg16-397923af.pth.")
    private Path backbone;

    @Option(
            names = "--lpips-linear",
            required = true,
            paramLabel = "FILE",
            description = "LPIPS's own weights, for example lpips/weights/v0.1/vgg.pth.")
    private Path linear;

    LpipsFiles files() {
        return new LpipsFiles(trunk, backbone, linear);
    }
}
