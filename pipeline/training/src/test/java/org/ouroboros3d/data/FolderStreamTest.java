package org.ouroboros3d.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;

class FolderStreamTest {
    private static final ShapeSettings SHAPES = ShapeSettings.training(4, 12);
    private static final int[] EVERY_OTHER = SubOrbit.EVERY_OTHER.frames(0);

    @TempDir
    private Path root;

    @BeforeEach
    void writeThreeItems() {
        assertThat(write(ShapeItems.of(SHAPES, 0, 3))).isEqualTo(3);
    }

    private int write(List<DatasetWriter.Item> items) {
        return writer(12).write(items, 2, (done, total) -> {});
    }

    private DatasetWriter writer(int size) {
        ObjectNode settings = DatasetJson.JSON.createObjectNode().put("seed", 4L);
        return DatasetWriter.open(root, size, 2, settings);
    }

    private List<OrbitSample> read(long position, int count, int threads, Consumer<InputException> onSkip) {
        List<OrbitSample> samples = new ArrayList<>();
        try (FolderStream stream = FolderStream.open(FolderSettings.of(root, 1, 12), position, threads, 3, onSkip)) {
            for (int i = 0; i < count; i++) {
                samples.add(stream.next());
            }
        }
        return samples;
    }

    private static void fail(InputException skipped) {
        throw new AssertionError("left out", skipped);
    }

    @Test
    void writtenItemsReadBackAsTheStreamDrawsThem() {
        for (int i = 0; i < 3; i++) {
            String id = "shape_4_" + i;
            OrbitSample sample = OrbitFolder.sample(id, root.resolve(id), EVERY_OTHER, 12, 1);
            OrbitSample drawn = ShapeStream.sample(SHAPES, i);
            assertThat(sample.rgba()).isEqualTo(drawn.rgba());
            for (int view = 0; view < 8; view++) {
                assertThat(sample.cameras().cameraToWorld(view))
                        .containsExactly(drawn.cameras().cameraToWorld(view), within(1e-9));
            }
            assertThat(sample.cameras().intrinsics(0).fx())
                    .isCloseTo(drawn.cameras().intrinsics(0).fx(), within(1e-9));
        }
    }

    @Test
    void subOrbitsBeginAtAnyFrameAndAreRelativeToIt() {
        OrbitSample sample = OrbitFolder.sample("a", root.resolve("shape_4_1"), SubOrbit.EVERY_OTHER.frames(6), 12, 1);
        OrbitSample whole = OrbitFolder.sample("a", root.resolve("shape_4_1"), EVERY_OTHER, 12, 1);
        // Frame 6 is the fourth of those from 0, and the cameras between are the same turn.
        assertThat(sample.image(0)).isEqualTo(whole.image(3));
        assertThat(sample.cameras().cameraToWorld(2))
                .containsExactly(whole.cameras().cameraToWorld(2), within(1e-9));
    }

    @Test
    void everyPassHoldsEveryItemInAnotherOrder() {
        List<String> ids = read(0, 30, 2, FolderStreamTest::fail).stream()
                .map(OrbitSample::id)
                .toList();
        List<List<String>> passes = new ArrayList<>();
        for (int pass = 0; pass < 10; pass++) {
            passes.add(ids.subList(3 * pass, 3 * pass + 3));
            assertThat(passes.get(pass)).containsExactlyInAnyOrder("shape_4_0", "shape_4_1", "shape_4_2");
        }
        assertThat(passes.stream().distinct().count()).isGreaterThan(2);
    }

    @Test
    void orderDoesNotDependOnThreadsAndResumes() {
        List<OrbitSample> one = read(0, 8, 1, FolderStreamTest::fail);
        List<OrbitSample> three = read(5, 3, 3, FolderStreamTest::fail);
        for (int i = 0; i < 3; i++) {
            assertThat(three.get(i).id()).isEqualTo(one.get(5 + i).id());
            assertThat(three.get(i).rgba()).isEqualTo(one.get(5 + i).rgba());
        }
    }

    @Test
    void badItemsAreLeftOutCountedAndNamed() throws IOException {
        // Every second frame is read, from either the even or the odd ones.
        breakItem("cut", folder -> {
            Files.write(folder.resolve("render_0004.webp"), new byte[] {'R', 'I', 'F', 'F'});
            Files.write(folder.resolve("render_0005.webp"), new byte[] {'R', 'I', 'F', 'F'});
        });
        breakItem("lost", folder -> Files.delete(folder.resolve("meta.json")));
        breakItem("short", folder -> {
            ObjectNode meta = (ObjectNode) DatasetJson.read(folder.resolve("meta.json"));
            ((ArrayNode) meta.get("locations")).remove(15);
            DatasetJson.write(folder.resolve("meta.json"), meta);
        });
        breakItem("bent", folder -> {
            ObjectNode meta = (ObjectNode) DatasetJson.read(folder.resolve("meta.json"));
            ((ArrayNode) meta.get("locations").get(3).get("transform_matrix").get(0)).set(1, 7.0);
            DatasetJson.write(folder.resolve("meta.json"), meta);
        });
        breakItem("sly", folder -> {
            ObjectNode meta = (ObjectNode) DatasetJson.read(folder.resolve("meta.json"));
            ((ObjectNode) meta.get("locations").get(2).get("frames").get(0)).put("name", "../render_0000.webp");
            DatasetJson.write(folder.resolve("meta.json"), meta);
        });
        breakItem("garbled", folder -> Files.writeString(folder.resolve("meta.json"), "{\"locations\": ["));
        Files.writeString(
                root.resolve("ids.txt"), "shape_4_0\ncut\nlost\n\n short \nbent\nsly\ngarbled\nabsent\nshape_4_2\n");
        List<String> reasons = new ArrayList<>();
        try (FolderStream stream = FolderStream.open(
                FolderSettings.of(root, 3, 12), 0, 2, 4, skipped -> reasons.add(skipped.getMessage()))) {
            for (int i = 0; i < 8; i++) {
                assertThat(stream.next().id()).isIn("shape_4_0", "shape_4_2");
            }
            assertThat(stream.items()).isEqualTo(9);
            assertThat(stream.skipped()).isEqualTo(7);
        }
        assertThat(reasons)
                .hasSize(7)
                .anyMatch(reason -> reason.matches(".*cut/render_000[45].webp: the picture cannot be used.*"))
                .anyMatch(reason -> reason.contains("lost/meta.json: there is no such file"))
                .anyMatch(reason -> reason.contains("short/meta.json: it has 15 locations where 16 belong"))
                .anyMatch(reason -> reason.contains("bent/meta.json: Camera of view 3 is not rigid"))
                .anyMatch(reason -> reason.contains("sly/meta.json: a location has no frame"))
                .anyMatch(reason -> reason.contains("garbled/meta.json: it is no sound JSON"))
                .anyMatch(reason -> reason.contains("absent/meta.json: there is no such file"));
    }

    /** Does harm to a folder. */
    @FunctionalInterface
    private interface Harm {
        void to(Path folder) throws IOException;
    }

    private void breakItem(String id, Harm harm) throws IOException {
        Path folder = Files.createDirectory(root.resolve(id));
        try (var files = Files.list(root.resolve("shape_4_0"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        harm.to(folder);
    }

    @Test
    void picturesSmallerThanAskedForAreLeftOutAndNoneLeftIsAnError() {
        try (FolderStream stream = FolderStream.open(FolderSettings.of(root, 3, 64), 0, 1, 1, skipped -> {})) {
            assertThatThrownBy(stream::next)
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("none of its 3 items can be used")
                    .hasMessageContaining("12x12");
        }
    }

    @Test
    void depthsAreWrittenAndReadBackToTheirStep(@TempDir Path other) {
        ObjectNode settings = DatasetJson.JSON.createObjectNode();
        DatasetWriter.open(other, 12, 2, true, settings).write(ShapeItems.of(SHAPES, 0, 1), 1, (done, total) -> {});
        OrbitSample sample = OrbitFolder.sample("a", other.resolve("shape_4_0"), EVERY_OTHER, 12, 1);
        OrbitSample drawn = ShapeStream.sample(SHAPES, 0);
        float[] depths = sample.depths().orElseThrow();
        float[] expected = drawn.depths().orElseThrow();
        for (int i = 0; i < depths.length; i++) {
            assertThat((double) depths[i]).isCloseTo(expected[i], within(0.51 / 16384));
            assertThat(depths[i] == 0).isEqualTo(expected[i] == 0);
        }
        // At half the size a pixel shows the mean of what its four show, weighted by their alphas.
        OrbitSample half = OrbitFolder.sample("a", other.resolve("shape_4_0"), EVERY_OTHER, 6, 1);
        float[] alphas = drawn.alphas();
        double weights = 0;
        double sum = 0;
        for (int i : new int[] {6 * 12 + 6, 6 * 12 + 7, 7 * 12 + 6, 7 * 12 + 7}) {
            weights += alphas[i];
            sum += alphas[i] * expected[i];
        }
        assertThat((double) half.depths().orElseThrow()[3 * 6 + 3]).isCloseTo(sum / weights, within(1e-4));
        assertThat(FolderSettings.of(other, 1, 12).haveDepths()).isTrue();
        assertThat(FolderSettings.of(root, 1, 12).haveDepths()).isFalse();
        assertThat(OrbitFolder.sample("a", root.resolve("shape_4_0"), EVERY_OTHER, 12, 1)
                        .depths())
                .isEmpty();
    }

    @Test
    void objectsThatCannotBeMadeAreLeftOutOfTheList() throws IOException {
        List<DatasetWriter.Item> items = new ArrayList<>(ShapeItems.of(SHAPES, 0, 2));
        items.add(1, new DatasetWriter.Item("bad", new Orbit(0, 0), () -> {
            throw new InputException("bad.obj", "it has no triangles", "export it again");
        }));
        List<String> failures = new ArrayList<>();
        int rendered = writer(12).write(items, 2, new DatasetWriter.Listener() {
            @Override
            public void progress(int done, int total) {
                assertThat(done).isLessThan(total);
            }

            @Override
            public void failed(InputException failure) {
                failures.add(failure.getMessage());
            }
        });
        assertThat(rendered).isZero();
        assertThat(failures).containsExactly("bad.obj: it has no triangles; export it again");
        assertThat(Files.readAllLines(root.resolve("ids.txt"))).containsExactly("shape_4_0", "shape_4_1");
        assertThatThrownBy(() -> write(items)).isInstanceOf(InputException.class);
    }

    @Test
    void writingGoesOnWhereItStopped() throws IOException {
        Files.delete(root.resolve("shape_4_1/meta.json"));
        assertThat(write(ShapeItems.of(SHAPES, 0, 4))).isEqualTo(2);
        assertThat(Files.readAllLines(root.resolve("ids.txt")))
                .containsExactly("shape_4_0", "shape_4_1", "shape_4_2", "shape_4_3");
        try (var files = Files.list(root.resolve("shape_4_1"))) {
            assertThat(files).hasSize(17);
        }
    }

    @Test
    void foldersOfOtherContentAreNotWrittenTo() throws IOException {
        assertThatThrownBy(() -> writer(16))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("begun with other settings");
        Files.delete(root.resolve("dataset.json"));
        assertThatThrownBy(() -> writer(12)).hasMessageContaining("holds something that is no data set");
    }

    @Test
    void listsMayBeJsonAndLeadNowhereElse() throws IOException {
        Path list = root.resolve("list.json");
        Files.writeString(list, "[\"shape_4_0\", \"b/c\"]");
        assertThat(DatasetIds.read(list)).containsExactly("shape_4_0", "b/c");
        for (String wrong : List.of("[\"../a\"]", "[\"/etc\"]", "[3]", "{\"a\": \"b\"}", "[]")) {
            Files.writeString(list, wrong);
            assertThatThrownBy(() -> DatasetIds.read(list)).isInstanceOf(InputException.class);
        }
    }

    @Test
    void picturesShrinkByAreaWithColoursWeightedByAlpha() {
        byte[] samples = new byte[4 * 4 * 4];
        samples[0] = (byte) 200;
        samples[3] = (byte) 255;
        samples[4] = (byte) 100;
        // The second pixel is transparent: its colour counts for nothing.
        float[] planes = new float[16];
        AreaScaling.write(Image.of(4, 4, 4, samples), 2, 1, planes, 0);
        assertThat(planes[0]).isEqualTo(200 / 255f);
        assertThat(planes[12]).isEqualTo(Math.round(255 / 4.0) / 255f);
        assertThat(planes[1]).isZero();
        assertThat(planes[13]).isZero();
    }

    @Test
    void partsOfAStreamHoldWhatTheWholeHas() throws IOException {
        Files.delete(root.resolve(DatasetIds.read(root.resolve("ids.txt")).getFirst())
                .resolve("meta.json"));
        List<String> whole = new ArrayList<>();
        for (int position = 0; position < 12; position++) {
            whole.add(read(position, 1, 1, skipped -> {}).getFirst().id());
        }
        for (int rank = 0; rank < 2; rank++) {
            int own = rank;
            for (int position = rank; position < 12; position += 2) {
                try (FolderStream stream = FolderStream.open(
                        FolderSettings.of(root, 1, 12), position, 1, 3, at -> at % 2 == own, skipped -> {})) {
                    assertThat(stream.next().id()).isEqualTo(whole.get(position));
                }
            }
        }
    }
}
