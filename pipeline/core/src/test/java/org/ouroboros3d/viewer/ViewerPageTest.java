package org.ouroboros3d.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.image.Background;

class ViewerPageTest {
    /** Two to be drawn, one too faint and one broken. */
    private static final GaussianCloud CLOUD = new GaussianCloud(
            new float[] {-1, 0.25f, 3, 1, 0.5f, -3, 0, 0, 0, Float.NaN, 0, 0},
            new float[] {0.5f, 1, 0.003f, 1},
            new float[] {0, 0.01f, 1, 0.1f, 0.1f, 0.1f, 1, 1, 1, 1, 1, 1},
            new float[] {1, 0, 0, 0, 0.5f, 0.5f, -0.5f, 0.5f, 1, 0, 0, 0, 1, 0, 0, 0},
            new float[] {0, 0.5f, 1, 0.2f, 0.3f, 0.4f, 0, 0, 0, 0, 0, 0});

    private static String html(ViewerPage page) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        page.write(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void gaussiansThatAreDrawnAreHeldAsLevels() throws IOException {
        byte[] packed = QuantizedGaussians.gzip(CLOUD);
        ByteBuffer bytes = ByteBuffer.wrap(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getInt()).isEqualTo(2);
        assertThat(bytes.getInt()).isEqualTo(14);
        assertThat(bytes.capacity()).isEqualTo(8 + 14 * (8 + 2 * 2));
        float[][] expected = {
            {-1, 1}, {0.25f, 0.5f}, {3, -3}, {0.5f, 1}, {(float) Math.log(1e-9), (float) Math.log(0.1)}
        };
        for (int c = 0; c < expected.length; c++) {
            for (int i = 0; i < 2; i++) {
                int at = 8 + 14 * 8 + 2 * c * 2 + i;
                int level = 256 * (bytes.get(at) & 0xff) + (bytes.get(at + 2) & 0xff);
                float value = bytes.getFloat(8 + 8 * c) + bytes.getFloat(12 + 8 * c) * level;
                assertThat(value).as("channel %d of %d", c, i).isCloseTo(expected[c][i], within(1e-4f));
            }
        }
    }

    @Test
    void aPageIsSmallCompleteAndTheSameEachTime() throws IOException {
        String html = html(ViewerPage.of("a.ply", CLOUD, Optional.empty()));
        assertThat(html).isEqualTo(html(ViewerPage.of("a.ply", CLOUD, Optional.empty())));
        assertThat(html.length()).isLessThan(100_000);
        assertThat(html).doesNotContain("{{").contains("<title>a.ply</title>");
        // Nothing that a browser would ask a network for.
        assertThat(html).doesNotContain("http:", "https:", "@import", "src=");
    }

    @Test
    void textsStayTexts() throws IOException {
        ViewerPage page = new ViewerPage(
                "</script><b>\"&",
                Map.of("<i>", CLOUD),
                Optional.empty(),
                Optional.empty(),
                Map.of("</script>", "{{viewer.js}}"),
                List.of("</script>"),
                Background.BLACK);
        String html = html(page);
        assertThat(html).contains("<title>&lt;/script&gt;&lt;b&gt;&quot;&amp;</title>");
        assertThat(html).contains("\\u003c/script>").doesNotContain("<i>", "<b>");
        assertThat(html.split("</script>", -1))
                .hasSameSizeAs(html(ViewerPage.of("a", CLOUD, Optional.empty())).split("</script>", -1));
        assertThat(html).contains("\"background\":\"black\"");
    }

    @Test
    void emptyPagesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ViewerPage(
                        "a", Map.of(), Optional.empty(), Optional.empty(), Map.of(), List.of(), Background.WHITE));
    }
}
