package org.ouroboros3d.metrics;

import java.util.List;

/** The convolutional trunks that LPIPS compares images with, in torchvision's layout ({@code features.N}). */
public enum LpipsTrunk {
    /** VGG16, five blocks of 3x3 convolutions: the paper's tables. */
    VGG,
    /** AlexNet: what the released code trains and evaluates with. */
    ALEX;

    /** A convolution with its index N in {@code features.N}, followed by ReLU. */
    record Layer(int index, int kernel, int stride, int padding) {}

    /** Layers up to the next comparison, perhaps after a max-pooling with stride 2. */
    record Block(boolean pooled, List<Layer> layers) {}

    /** {@return channels of each block in the published weights} */
    public List<Integer> channels() {
        return switch (this) {
            case VGG -> List.of(64, 128, 256, 512, 512);
            case ALEX -> List.of(64, 192, 384, 256, 256);
        };
    }

    int poolKernel() {
        return switch (this) {
            case VGG -> 2;
            case ALEX -> 3;
        };
    }

    List<Block> blocks() {
        return switch (this) {
            case VGG ->
                List.of(
                        new Block(false, List.of(same(0), same(2))),
                        new Block(true, List.of(same(5), same(7))),
                        new Block(true, List.of(same(10), same(12), same(14))),
                        new Block(true, List.of(same(17), same(19), same(21))),
                        new Block(true, List.of(same(24), same(26), same(28))));
            case ALEX ->
                List.of(
                        new Block(false, List.of(new Layer(0, 11, 4, 2))),
                        new Block(true, List.of(new Layer(3, 5, 1, 2))),
                        new Block(true, List.of(same(6))),
                        new Block(false, List.of(same(8))),
                        new Block(false, List.of(same(10))));
        };
    }

    private static Layer same(int index) {
        return new Layer(index, 3, 1, 1);
    }
}
