package org.ouroboros3d.output;

/** The files of a run. */
public enum ResultFile {
    /** The Gaussians, for viewers. */
    MODEL("model.ply"),
    /** The generated views, side by side. */
    VIEWS("views.png"),
    /** The Gaussians rendered in the same cameras. */
    RENDER("render.png"),
    /** Their canonical coordinates in the same cameras. */
    CCM("ccm.png"),
    /** A turn around the Gaussians. */
    TURNTABLE("turntable.mp4"),
    /** The rendering after every denoising step. */
    STEPS("steps.png"),
    /** All pictures as tensors, instead of the PNG files and the video where there are no codecs. */
    IMAGES("images.safetensors"),
    /** What was run and what it took. */
    REPORT("report.json");

    private final String fileName;

    ResultFile(String fileName) {
        this.fileName = fileName;
    }

    /** {@return the file's name in the folder of results} */
    public String fileName() {
        return fileName;
    }
}
