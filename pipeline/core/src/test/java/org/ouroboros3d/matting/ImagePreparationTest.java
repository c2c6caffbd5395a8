package org.ouroboros3d.matting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.error.InputException;

class ImagePreparationTest {
    private final ImagePreparation preparation = new ImagePreparation(new GrabCutMatting());

    /** A disc of two colors that covers about a fifth of the image, on nothing. */
    private static BufferedImage disc(int type) {
        BufferedImage image = new BufferedImage(100, 80, type);
        Graphics2D canvas = image.createGraphics();
        canvas.setColor(Color.RED);
        canvas.fillOval(30, 20, 40, 40);
        canvas.setColor(Color.BLUE);
        canvas.fillRect(40, 30, 20, 20);
        canvas.dispose();
        return image;
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", bytes)).isTrue();
        return bytes.toByteArray();
    }

    @Test
    void allSourcesGiveTheSameSquare(@TempDir Path folder) throws IOException {
        BufferedImage image = disc(BufferedImage.TYPE_INT_ARGB);
        byte[] bytes = png(image);
        Path file = Files.write(folder.resolve("disc.png"), bytes);
        PreparedImage prepared = preparation.prepare(file);
        assertThat(prepared.image().width()).isEqualTo(100);
        assertThat(prepared.image().height()).isEqualTo(100);
        assertThat(prepared.wasMasked()).isTrue();
        assertThat(prepared.coverage()).isCloseTo(Math.PI * 20 * 20 / 8000, within(0.01));
        assertThat(prepared.warnings()).isEmpty();
        assertThat(prepared.stageSeconds()).containsOnlyKeys("decode", "cut out", "recenter");
        assertThat(preparation.prepare(bytes).image()).isEqualTo(prepared.image());
        assertThat(preparation.prepare(new ByteArrayInputStream(bytes)).image()).isEqualTo(prepared.image());
        assertThat(preparation.prepare(image).image()).isEqualTo(prepared.image());
        BufferedImage other = disc(BufferedImage.TYPE_4BYTE_ABGR);
        assertThat(preparation.prepare(other).image()).isEqualTo(prepared.image());
    }

    @Test
    void anImageWithoutAMaskIsCutOut() {
        BufferedImage opaque = new BufferedImage(100, 80, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = opaque.createGraphics();
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, 100, 80);
        canvas.drawImage(disc(BufferedImage.TYPE_INT_ARGB), 0, 0, null);
        canvas.dispose();
        PreparedImage prepared = preparation.prepare(opaque);
        assertThat(prepared.wasMasked()).isFalse();
        assertThat(prepared.coverage()).isCloseTo(Math.PI * 20 * 20 / 8000, within(0.02));
    }

    @Test
    void whatMakesAPoorResultLikelyIsSaid() {
        BufferedImage black = new BufferedImage(100, 100, BufferedImage.TYPE_INT_ARGB);
        Graphics2D canvas = black.createGraphics();
        canvas.setColor(Color.BLACK);
        canvas.fillRect(0, 0, 100, 99);
        canvas.dispose();
        assertThat(preparation.prepare(black).warnings())
                .anySatisfy(warning -> assertThat(warning).contains("nearly all"))
                .anySatisfy(warning -> assertThat(warning).contains("one color"));
        BufferedImage small = new BufferedImage(200, 200, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 8; i++) {
            for (int k = 0; k < 8; k++) {
                small.setRGB(90 + i, 90 + k, 0xff000000 | ((40 * i) << 8));
            }
        }
        assertThat(preparation.prepare(small).warnings())
                .singleElement()
                .asString()
                .contains("nearly nothing");
    }

    @Test
    void whatCannotBePreparedIsNamed() {
        assertThatThrownBy(() -> preparation.prepare(new byte[] {1, 2, 3}))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not a PNG, JPEG or WebP");
        assertThatThrownBy(() -> preparation.prepare(new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("alpha channel is empty");
    }

    @Test
    void noMoreThanAFewArePreparedAtOnce() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch bothAreIn = new CountDownLatch(ImagePreparation.AT_ONCE);
        ImagePreparation counting = new ImagePreparation(image -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            bothAreIn.countDown();
            try {
                bothAreIn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            now.decrementAndGet();
            return image.withAlpha(mask(image.width(), image.height()));
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<PreparedImage>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(callers.submit(() -> counting.prepare(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB))));
            }
            for (Future<PreparedImage> each : all) {
                assertThat(each.get().image().width()).isEqualTo(64);
            }
        }
        assertThat(most).hasValue(ImagePreparation.AT_ONCE);
    }

    private static byte[] mask(int width, int height) {
        byte[] mask = new byte[width * height];
        for (int y = height / 4; y < 3 * height / 4; y++) {
            Arrays.fill(mask, y * width + width / 4, y * width + 3 * width / 4, (byte) 255);
        }
        return mask;
    }
}
