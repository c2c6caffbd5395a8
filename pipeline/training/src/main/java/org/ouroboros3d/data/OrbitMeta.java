package org.ouroboros3d.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;

/**
 * The {@code meta.json} of an item: for each of its frames the picture's name and the camera, in Blender's conventions.
 *
 * <p>{@code camera_angle_x} is the angle of view in radians, for all frames or in each location; {@code
 * locations[i].transform_matrix} is camera to world with x right, y up, z back; {@code locations[i].frames[0].name} is
 * the file ({@code src/data/multiview_blender.py} of Ouroboros3D 8e64942). What is written besides, such as the
 * elevation, is not read.
 *
 * <p>Where depth maps lie beside the pictures, {@code locations[i].frames[0].depth} is the file of one and {@code
 * depth_scale} the depth of one of its steps. The released code has neither and does not read them.
 *
 * @param names of the pictures, one for each frame
 * @param depthNames of the depth maps, one for each frame; empty where there are none
 * @param depthScale depth of one step of the maps; 0 where there are none
 * @param cameras in OpenCV's axes, one for each frame
 */
record OrbitMeta(List<String> names, List<String> depthNames, double depthScale, Cameras cameras) {
    static final String FILE = "meta.json";

    private static final String ANGLE = "camera_angle_x";
    private static final String LOCATIONS = "locations";
    private static final String DEPTH_SCALE = "depth_scale";
    private static final String MATRIX = "transform_matrix";
    private static final String REMEDY = "render the object again, or leave it out of the list";

    OrbitMeta {
        names = List.copyOf(names);
        depthNames = List.copyOf(depthNames);
    }

    /** @throws InputException when the file is missing or does not describe an orbit of 16 frames */
    static OrbitMeta read(Path folder) {
        Path file = folder.resolve(FILE);
        JsonNode root = DatasetJson.read(file);
        JsonNode locations = root.path(LOCATIONS);
        if (locations.size() != Orbit.FRAMES) {
            throw broken(file, "it has " + locations.size() + " " + LOCATIONS + " where " + Orbit.FRAMES + " belong");
        }
        List<String> names = new ArrayList<>();
        List<String> depthNames = new ArrayList<>();
        double depthScale = depthScale(file, root);
        List<double[]> poses = new ArrayList<>();
        List<Intrinsics> intrinsics = new ArrayList<>();
        for (JsonNode location : locations) {
            names.add(name(file, location, "name"));
            if (depthScale > 0) {
                depthNames.add(name(file, location, "depth"));
            }
            poses.add(toOpenCv(matrix(file, location.path(MATRIX))));
            JsonNode angle = location.has(ANGLE) ? location.get(ANGLE) : root.path(ANGLE);
            if (!angle.isNumber() || !(angle.doubleValue() > 0 && angle.doubleValue() < Math.PI)) {
                throw broken(file, ANGLE + " is no angle between 0 and pi but " + angle);
            }
            intrinsics.add(Intrinsics.ofFieldOfView(StrictMath.toDegrees(angle.doubleValue())));
        }
        try {
            return new OrbitMeta(names, depthNames, depthScale, Cameras.of(poses, intrinsics));
        } catch (IllegalArgumentException e) {
            throw new InputException(file.toString(), e.getMessage(), REMEDY, e);
        }
    }

    private static double depthScale(Path file, JsonNode root) {
        if (!root.has(DEPTH_SCALE)) {
            return 0;
        }
        double scale = root.get(DEPTH_SCALE).doubleValue();
        if (!(scale > 0) || !Double.isFinite(scale)) {
            throw broken(file, DEPTH_SCALE + " is no positive number but " + root.get(DEPTH_SCALE));
        }
        return scale;
    }

    private static String name(Path file, JsonNode location, String key) {
        JsonNode name = location.path("frames").path(0).path(key);
        // A name leads to a file of the item, nowhere else.
        if (!name.isTextual() || name.textValue().isBlank() || name.textValue().matches(".*[/\\\\\0].*")) {
            throw broken(file, "a location has no frame with the " + key + " of a file beside it");
        }
        return name.textValue();
    }

    private static double[] matrix(Path file, JsonNode rows) {
        double[] matrix = new double[16];
        matrix[15] = 1;
        if (rows.size() != 3 && rows.size() != 4) {
            throw broken(file, MATRIX + " is not 4 x 4");
        }
        for (int i = 0; i < 4 * rows.size(); i++) {
            JsonNode entry = rows.path(i / 4).path(i % 4);
            if (rows.path(i / 4).size() != 4 || !entry.isNumber()) {
                throw broken(file, MATRIX + " is not 4 x 4 numbers");
            }
            matrix[i] = entry.doubleValue();
        }
        return matrix;
    }

    /** Turns the camera's axes from right, up, back to right, down, forward, or the other way. */
    private static double[] toOpenCv(double[] pose) {
        double[] turned = pose.clone();
        for (int row = 0; row < 3; row++) {
            turned[4 * row + 1] = -pose[4 * row + 1];
            turned[4 * row + 2] = -pose[4 * row + 2];
        }
        return turned;
    }

    /**
     * {@return the meta.json of an orbit; z is up in its world}
     *
     * @param size width and height of a frame in pixels
     * @param depths whether there are depth maps
     */
    static ObjectNode describe(Orbit orbit, Cameras cameras, int size, boolean depths) {
        ObjectNode root = DatasetJson.JSON.createObjectNode();
        root.put("width", size);
        root.put("height", size);
        root.put(ANGLE, StrictMath.toRadians(cameras.intrinsics(0).fovX()));
        if (depths) {
            root.put(DEPTH_SCALE, DepthMap.SCALE);
        }
        ArrayNode locations = root.putArray(LOCATIONS);
        for (int frame = 0; frame < cameras.views(); frame++) {
            ObjectNode location = locations.addObject();
            location.put("index", String.format(Locale.ROOT, "%04d", frame));
            location.put("elevation", orbit.elevationDegrees());
            location.put("azimuth", orbit.azimuthDegrees(frame));
            double[] pose = toOpenCv(cameras.cameraToWorld(frame));
            ArrayNode matrix = location.putArray(MATRIX);
            // Blender's y is our -z and its z our y.
            row(matrix, pose, 0, 1);
            row(matrix, pose, 2, -1);
            row(matrix, pose, 1, 1);
            matrix.addArray().add(0.0).add(0.0).add(0.0).add(1.0);
            ObjectNode files = location.putArray("frames").addObject();
            files.put("name", pictureName(frame));
            if (depths) {
                files.put("depth", depthName(frame));
            }
        }
        return root;
    }

    private static void row(ArrayNode matrix, double[] pose, int row, int sign) {
        ArrayNode entries = matrix.addArray();
        for (int column = 0; column < 4; column++) {
            entries.add(sign * pose[4 * row + column]);
        }
    }

    static String pictureName(int frame) {
        return String.format(Locale.ROOT, "render_%04d.webp", frame);
    }

    static String depthName(int frame) {
        return String.format(Locale.ROOT, "depth_%04d.png", frame);
    }

    private static InputException broken(Path file, String fault) {
        return new InputException(file.toString(), fault, REMEDY);
    }
}
