package org.ouroboros3d.image;

import java.util.Collections;
import java.util.List;

/** Several pictures in one: a grid without gaps, so that equal pictures can be cut out again by division. */
public final class ContactSheet {
    private ContactSheet() {}

    /**
     * {@return the pictures in rows of {@code columns}, first row first, on white}
     *
     * @param images at least one; smaller ones are centred in cells of the largest width and height
     * @param columns pictures in a row
     */
    public static Image of(List<Image> images, int columns) {
        return of(images, Collections.nCopies(images.size(), ""), columns, Background.WHITE);
    }

    /** As below, on white. */
    public static Image of(List<Image> images, List<String> labels, int columns) {
        return of(images, labels, columns, Background.WHITE);
    }

    /**
     * {@return the pictures in rows of {@code columns}, with a text below each}
     *
     * @param labels one for each picture; without any text at all, no room is left for them
     * @param background behind pictures with alpha and in cells that are empty; if it is transparent, the sheet has alpha
     *     and its texts are black on white
     */
    public static Image of(List<Image> images, List<String> labels, int columns, Background background) {
        if (images.isEmpty() || columns < 1 || labels.size() != images.size()) {
            throw new IllegalArgumentException(images.size() + " pictures with " + labels.size() + " labels in "
                    + columns + " columns make no contact sheet");
        }
        int cellWidth = images.stream().mapToInt(Image::width).max().orElseThrow();
        int pictureHeight = images.stream().mapToInt(Image::height).max().orElseThrow();
        boolean labelled = labels.stream().anyMatch(label -> !label.isEmpty());
        int cellHeight = pictureHeight + (labelled ? Caption.HEIGHT : 0);
        int used = Math.min(columns, images.size());
        Canvas canvas = new Canvas(cellWidth * used, cellHeight * Math.ceilDiv(images.size(), used), background);
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            int left = i % used * cellWidth;
            int top = i / used * cellHeight;
            canvas.paste(image, left + (cellWidth - image.width()) / 2, top + (pictureHeight - image.height()) / 2);
            if (!labels.get(i).isEmpty()) {
                canvas.paste(Caption.of(labels.get(i), cellWidth, background), left, top + pictureHeight);
            }
        }
        return new Image(canvas.width, canvas.height, canvas.channels, canvas.samples);
    }

    /** Samples of the background at first. */
    private static final class Canvas {
        final int width;
        final int height;
        final int channels;
        final byte[] samples;

        Canvas(int width, int height, Background background) {
            this.width = width;
            this.height = height;
            this.channels = background.transparent() ? 4 : 3;
            this.samples = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
            if (!background.transparent()) {
                byte[] color = {(byte) background.red(), (byte) background.green(), (byte) background.blue()};
                for (int i = 0; i < samples.length; i++) {
                    samples[i] = color[i % 3];
                }
            }
        }

        /** Puts a picture at a place where it fits: over an opaque background, or instead of a transparent one. */
        void paste(Image image, int left, int top) {
            if (channels == 3 && !image.hasAlpha()) {
                for (int y = 0; y < image.height(); y++) {
                    int at = ((top + y) * width + left) * channels;
                    System.arraycopy(image.array(), y * image.width() * 3, samples, at, image.width() * 3);
                }
                return;
            }
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    put(image, x, y, ((top + y) * width + left + x) * channels);
                }
            }
        }

        private void put(Image image, int x, int y, int at) {
            int alpha = image.hasAlpha() ? image.sample(x, y, 3) : 255;
            for (int c = 0; c < 3; c++) {
                int color = image.sample(x, y, c);
                int below = samples[at + c] & 0xff;
                samples[at + c] =
                        channels == 4 ? (byte) color : (byte) ((color * alpha + below * (255 - alpha) + 127) / 255);
            }
            if (channels == 4) {
                samples[at + 3] = (byte) alpha;
            }
        }
    }
}
