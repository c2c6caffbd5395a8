package org.ouroboros3d.image;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Several pictures in one: a grid without gaps on white, so that equal pictures can be cut out again by division. */
public final class ContactSheet {
    private ContactSheet() {}

    /**
     * {@return the pictures in rows of {@code columns}, first row first}
     *
     * @param images at least one; smaller ones are centred in cells of the largest width and height
     * @param columns pictures in a row
     */
    public static Image of(List<Image> images, int columns) {
        return of(images, Collections.nCopies(images.size(), ""), columns);
    }

    /**
     * {@return the pictures in rows of {@code columns}, with a text below each}
     *
     * @param labels one for each picture; without any text at all, no room is left for them
     */
    public static Image of(List<Image> images, List<String> labels, int columns) {
        if (images.isEmpty() || columns < 1 || labels.size() != images.size()) {
            throw new IllegalArgumentException(images.size() + " pictures with " + labels.size() + " labels in "
                    + columns + " columns make no contact sheet");
        }
        int cellWidth = images.stream().mapToInt(Image::width).max().orElseThrow();
        int pictureHeight = images.stream().mapToInt(Image::height).max().orElseThrow();
        boolean labelled = labels.stream().anyMatch(label -> !label.isEmpty());
        int cellHeight = pictureHeight + (labelled ? Caption.HEIGHT : 0);
        int used = Math.min(columns, images.size());
        Canvas canvas = new Canvas(cellWidth * used, cellHeight * Math.ceilDiv(images.size(), used));
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            int left = i % used * cellWidth;
            int top = i / used * cellHeight;
            canvas.paste(image, left + (cellWidth - image.width()) / 2, top + (pictureHeight - image.height()) / 2);
            if (!labels.get(i).isEmpty()) {
                canvas.paste(Caption.of(labels.get(i), cellWidth), left, top + pictureHeight);
            }
        }
        return Image.of(canvas.width, canvas.height, 3, canvas.samples);
    }

    /** RGB samples, white at first. */
    private static final class Canvas {
        final int width;
        final int height;
        final byte[] samples;

        Canvas(int width, int height) {
            this.width = width;
            this.height = height;
            this.samples = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
            Arrays.fill(samples, (byte) 255);
        }

        /** Puts a picture at a place where it fits, over what is there. */
        void paste(Image image, int left, int top) {
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    int at = ((top + y) * width + left + x) * 3;
                    int alpha = image.hasAlpha() ? image.sample(x, y, 3) : 255;
                    for (int c = 0; c < 3; c++) {
                        int below = samples[at + c] & 0xff;
                        samples[at + c] = (byte) ((image.sample(x, y, c) * alpha + below * (255 - alpha) + 127) / 255);
                    }
                }
            }
        }
    }
}
