package org.ouroboros3d.output;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The files of a run. */
public enum ResultFile {
    /** The Gaussians, for viewers. */
    MODEL("ply", "model.ply"),
    /** The cut-out object as the model saw it. */
    OBJECT("object", "object.png"),
    /** The generated views, side by side. */
    VIEWS("views", "views.png"),
    /** The Gaussians rendered in the same cameras. */
    RENDER("render", "render.png"),
    /** Their canonical coordinates in the same cameras. */
    CCM("ccm", "ccm.png"),
    /** The rendering after every denoising step. */
    STEPS("steps", "steps.png"),
    /** A turn around the Gaussians. */
    TURNTABLE("turntable", "turntable.mp4"),
    /** The same turn as a picture that moves. */
    ANIMATION("webp", "turntable.webp"),
    /** The same turn for places that take no WebP: 256 colors a frame, and alpha of one bit. */
    GIF("gif", "turntable.gif"),
    /** A closed mesh of the Gaussians, as binary glTF. */
    MESH("mesh", "model.glb"),
    /** The same mesh as Wavefront OBJ. */
    MESH_OBJ("mesh", "model.obj"),
    /** The same mesh as PLY; {@code model.ply} are the Gaussians. */
    MESH_PLY("mesh", "model.mesh.ply"),
    /** The same mesh as STL. */
    MESH_STL("mesh", "model.stl"),
    /** A page that shows the Gaussians of every step, and the mesh if one was made, from all sides. */
    VIEWER("viewer", "viewer.html"),
    /** All pictures as tensors, instead of the PNG files and the videos where there are no codecs. */
    IMAGES("images", "images.safetensors"),
    /** What was run and what it took. */
    REPORT("report", "report.json");

    /** What {@link #chosen} may name, in the order in which they are written. */
    public static final List<ResultFile> CHOICES =
            List.of(MODEL, OBJECT, VIEWS, RENDER, CCM, STEPS, TURNTABLE, ANIMATION, GIF, MESH, VIEWER);

    /** What a run writes if it is not told. */
    public static final Set<ResultFile> DEFAULTS = Set.of(MODEL, OBJECT, VIEWS, RENDER, CCM, STEPS, TURNTABLE, VIEWER);

    private final String word;
    private final String fileName;

    ResultFile(String word, String fileName) {
        this.word = word;
        this.fileName = fileName;
    }

    /** {@return the file's name in the folder of results} */
    public String fileName() {
        return fileName;
    }

    /** {@return what the command line calls it} */
    public String word() {
        return word;
    }

    /**
     * {@return one of {@link #CHOICES} by its word}
     *
     * @throws IllegalArgumentException if none is called so
     */
    public static ResultFile chosen(String word) {
        return CHOICES.stream()
                .filter(file -> file.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown output '" + word + "'; use any of "
                        + String.join(
                                ", ", CHOICES.stream().map(ResultFile::word).toList())));
    }

    /** {@return whether a folder of results may hold a file of that name} */
    static boolean isResult(String fileName) {
        return Arrays.stream(values()).anyMatch(file -> file.fileName.equals(fileName));
    }
}
