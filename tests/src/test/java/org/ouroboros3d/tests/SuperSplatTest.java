package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.format.gaussian.GaussianWriter;
import org.ouroboros3d.format.gaussian.WriteOptions;

/** What SuperSplat's viewer shows of our files, in Chromium: an F with a ball in front of its stem, upright and not mirrored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuperSplatTest {
    private static final String[] FILES = {"f.ply", "f.compressed.ply"};
    private static final int SIZE = 240;

    /** Of the camera, which looks at the middle from 2 away with a field of view of 45 degrees. */
    private static final double DISTANCE = 2;

    private static final double HALF_VIEW = Math.tan(Math.toRadians(22.5));

    /** Gaussians at an edge stick out over it by their width. */
    private static final double SLACK = 0.02;

    @TempDir
    private static Path folder;

    private JsonNode seen;

    @BeforeAll
    void openFiles() throws IOException, InterruptedException {
        Browser.require("@playcanvas/supersplat-viewer");
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(SIZE)));
        for (String name : FILES) {
            Path file = folder.resolve(name);
            GaussianWriter.write(LetterF.discs(), file, WriteOptions.DEFAULT);
            arguments.add(file.toString());
        }
        seen = Browser.run("supersplat.mjs", folder, arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f.ply", "f.compressed.ply"})
    void superSplatShowsTheLetterUpright(String file) {
        JsonNode picture = seen.path(file);
        assertThat(picture.path("errors")).isEmpty();
        JsonNode letter = picture.path("red");
        // The front of the letter is 0.1 nearer than the middle; the ball hides its lower left.
        assertThat(value(letter, "right")).isCloseTo(column(LetterF.MOST[0], 0.1), within(SLACK));
        assertThat(value(letter, "left")).isCloseTo(column(LetterF.LEFT, 0.1), within(SLACK));
        assertThat(value(letter, "top")).isCloseTo(row(LetterF.MOST[1], 0.1), within(SLACK));
        assertThat(value(letter, "bottom")).isCloseTo(row(LetterF.LEAST[1], 0.1), within(SLACK));
        // All of the ball shows: it is in front.
        JsonNode ball = picture.path("blue");
        assertThat(value(ball, "left")).isCloseTo(column(-0.35, 0.2), within(SLACK));
        assertThat(value(ball, "right")).isCloseTo(column(-0.05, 0.2), within(SLACK));
        assertThat(value(ball, "top")).isCloseTo(row(-0.05, 0.2), within(SLACK));
        assertThat(value(ball, "bottom")).isCloseTo(row(-0.35, 0.2), within(SLACK));
    }

    private static double value(JsonNode bounds, String side) {
        return bounds.path(side).asDouble(Double.NaN);
    }

    /** {@return where a point of the world is, as a share of the picture from the left} */
    private static double column(double x, double z) {
        return 0.5 + x / (DISTANCE - z) / HALF_VIEW / 2;
    }

    /** {@return where a point of the world is, as a share of the picture from the top} */
    private static double row(double y, double z) {
        return 0.5 - y / (DISTANCE - z) / HALF_VIEW / 2;
    }
}
