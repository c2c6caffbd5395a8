package org.ouroboros3d.format.ply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.GaussianCloud;

class PlyReaderTest {
    @TempDir
    Path folder;

    private static Path file(String name) {
        try {
            return Path.of(PlyReaderTest.class.getResource("/malformed/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GaussianCloud read(String name) {
        return PlyReader.read(file(name), PlyLayout.REFERENCE);
    }

    private static void assertSame(GaussianCloud actual, GaussianCloud expected, float tolerance) {
        assertThat(actual.means()).containsExactly(expected.means(), within(tolerance));
        assertThat(actual.opacities()).containsExactly(expected.opacities(), within(tolerance));
        assertThat(actual.scales()).containsExactly(expected.scales(), within(tolerance));
        assertThat(actual.quats()).containsExactly(expected.quats(), within(tolerance));
        assertThat(actual.colors()).containsExactly(expected.colors(), within(tolerance));
    }

    @Test
    void theSoundFileHasSixActivatedGaussians() {
        GaussianCloud cloud = read("ply_ok.ply");
        assertThat(cloud.count()).isEqualTo(6);
        for (int i = 0; i < 6; i++) {
            assertThat(cloud.opacities()[i]).isBetween(0f, 1f);
            assertThat(cloud.scales()[3 * i]).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ply_shuffled_ok.ply",
                "ply_3dgs_extra_ok.ply",
                "ply_comment_obj_info_ok.ply",
                "ply_crlf_ok.ply",
                "ply_face_element_ok.ply",
                "ply_big_endian.ply"
            })
    void otherWritingsOfTheSoundFileAreTheSame(String name) {
        assertSame(read(name), read("ply_ok.ply"), 0f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ply_ascii.ply", "ply_double.ply"})
    void textAndDoublesAreTheSameUpToRounding(String name) {
        // Text holds as many digits as its writer chose.
        assertSame(read(name), read("ply_ok.ply"), 1e-5f);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s_blankline.ply",
                "s_longcomment.ply",
                "s_trailing.ply",
                "s_camera_before.ply",
                "s_far.ply",
                "s_big.ply",
                "s_sh1_viewdep.ply",
                "s_compressed.ply"
            })
    void filesOfOtherProgramsAreRead(String name) throws URISyntaxException {
        Path file = Path.of(PlyReaderTest.class.getResource("/cases/" + name).toURI());
        GaussianCloud cloud = PlyReader.read(file, PlyLayout.VIEWER);
        assertThat(cloud.count()).isPositive();
        for (float opacity : cloud.opacities()) {
            assertThat(opacity).isCloseTo(name.contains("compressed") ? 0 : 0.99f, within(1e-3f));
        }
    }

    @Test
    void noGaussiansAreAnEmptyCloud() {
        assertThat(read("ply_count_zero.ply").count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "ply_count_too_big.ply, 'announces 9 vertex elements, the file holds fewer'",
        "ply_count_too_small.ply, holds more than its header announces",
        "ply_count_huge.ply, the file holds fewer",
        "ply_count_overflow.ply, announces",
        "ply_count_negative.ply, announces -",
        "ply_missing_opacity.ply, lacks the property opacity",
        "ply_missing_rot_3.ply, lacks the property rot_3",
        "ply_no_end_header.ply, header",
        "ply_bad_magic.ply, not a PLY file",
        "ply_long_line.ply, its header does not end",
        "ply_empty.ply, the file is empty",
        "ply_ascii_garbage.ply, ''",
        "ply_unknown_format.ply, format is unknown",
        "ply_list_property.ply, hold lists",
    })
    void brokenFilesAreRefusedWithTheirNameAndFault(String name, String fault) {
        assertThatThrownBy(() -> read(name))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file(name) + ": ")
                .hasMessageContaining(fault);
    }

    @ParameterizedTest
    @EnumSource(PlyLayout.class)
    void whatCannotBeDrawnIsLeftOut(PlyLayout layout) {
        GaussianCloud cloud = PlyReader.read(file("ply_nan_positions.ply"), layout);
        assertThat(cloud.count()).isEqualTo(4);
        for (float value : cloud.means()) {
            assertThat(value).isFinite();
        }
        GaussianCloud scales = PlyReader.read(file("ply_bad_scale_rot_opacity.ply"), layout);
        // Two scales and an opacity are beyond use; a zero quaternion means no rotation only to our rasterizer.
        assertThat(scales.count()).isEqualTo(layout == PlyLayout.REFERENCE ? 3 : 2);
        for (float value : scales.scales()) {
            assertThat(value).isLessThan(1e5f);
        }
    }

    @Test
    void viewersLayoutNormalisesQuaternions() {
        GaussianCloud raw = read("ply_ok.ply");
        GaussianCloud unit = PlyReader.read(file("ply_ok.ply"), PlyLayout.VIEWER);
        for (int i = 0; i < 6; i++) {
            double length = 0;
            double along = 0;
            double rawLength = 0;
            for (int k = 4 * i; k < 4 * i + 4; k++) {
                length += unit.quats()[k] * unit.quats()[k];
                rawLength += raw.quats()[k] * raw.quats()[k];
                along += unit.quats()[k] * raw.quats()[k];
            }
            assertThat(length).isCloseTo(1, within(1e-6));
            assertThat(along).isCloseTo(Math.sqrt(rawLength), within(1e-6));
        }
    }

    @Test
    void missingFilesAreNamed() {
        Path missing = folder.resolve("none.ply");
        assertThatThrownBy(() -> PlyReader.read(missing, PlyLayout.VIEWER))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(missing + ": there is no such file");
    }

    @Test
    void elementsBeforeTheVerticesAreSkipped() throws IOException {
        byte[] sound = Files.readAllBytes(file("ply_ok.ply"));
        String text = new String(sound, StandardCharsets.ISO_8859_1);
        String other = text.replace("element vertex", "element camera 2\nproperty short id\nelement vertex")
                .replace("end_header\n", "end_header\nabcd");
        Path camera = Files.write(folder.resolve("camera.ply"), other.getBytes(StandardCharsets.ISO_8859_1));
        assertSame(PlyReader.read(camera, PlyLayout.REFERENCE), read("ply_ok.ply"), 0f);
    }

    @Test
    void everyTruncationAndManyCorruptionsEndInAnExceptionOrACloud() throws IOException {
        Random random = new Random(3);
        Path broken = folder.resolve("broken.ply");
        for (String name : new String[] {"ply_ok.ply", "ply_ascii.ply", "ply_3dgs_extra_ok.ply"}) {
            byte[] sound = Files.readAllBytes(file(name));
            // The last bytes of a text file may be white space or spare digits.
            for (int length = 0; length < sound.length - 20; length += 3) {
                Files.write(broken, Arrays.copyOf(sound, length));
                assertThatThrownBy(() -> PlyReader.read(broken, PlyLayout.VIEWER))
                        .isInstanceOf(InputException.class);
            }
            int refused = 0;
            for (int round = 0; round < 500; round++) {
                byte[] bytes = sound.clone();
                bytes[random.nextInt(360)] = (byte) random.nextInt(256);
                Files.write(broken, bytes);
                try {
                    assertThat(PlyReader.read(broken, PlyLayout.VIEWER).count()).isLessThanOrEqualTo(6);
                } catch (InputException e) {
                    refused++;
                }
            }
            assertThat(refused).isGreaterThan(250);
        }
    }
}
