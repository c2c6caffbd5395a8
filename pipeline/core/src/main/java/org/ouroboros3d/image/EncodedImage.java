package org.ouroboros3d.image;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a container check found, and the bytes that are safe to decode.
 *
 * @param width pixels, as stored (before orientation)
 * @param height pixels, as stored
 * @param orientation EXIF orientation 1..8; 1 when the file states none
 * @param transparent the gray or the RGB samples that mean a transparent pixel, scaled as decoded; empty for none
 * @param bytes the file reduced to what decides its pixels: metadata, which decoders complain about, is left out
 */
record EncodedImage(int width, int height, int orientation, List<Integer> transparent, ByteBuffer bytes) {}
