package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private long now;
    private final StringWriter written = new StringWriter();

    @Test
    void linesTellStagesAndStepsWithTheTimeLeft() {
        try (Progress progress = new ProgressLines(new PrintWriter(written), () -> now)) {
            progress.stage("Reading the image");
            progress.step("Denoising", 0, 4);
            now += 2_000_000_000L;
            progress.step("Denoising", 1, 4);
            now += 60_000_000_000L;
            progress.step("Denoising", 2, 4);
            progress.step("Denoising", 4, 4);
        }
        assertThat(written.toString().lines())
                .containsExactly(
                        "Reading the image",
                        "Denoising 0/4",
                        "Denoising 1/4, 0:06 left",
                        "Denoising 2/4, 1:02 left",
                        "Denoising 4/4");
    }

    @Test
    void aBarRewritesItsLineAndErasesItAtTheEnd() {
        try (Progress progress = new ProgressBar(new PrintWriter(written), () -> now)) {
            progress.step("Denoising", 0, 2);
            now += 5_000_000_000L;
            progress.step("Denoising", 1, 2);
        }
        assertThat(written.toString())
                .doesNotContain("\n")
                .contains("\r\033[KDenoising [===============               ] 1/2 0:05 left")
                .endsWith("\r\033[K");
    }

    @Test
    void linesSkipStepsThatFollowEachOtherQuickly() {
        try (Progress progress = new ProgressLines(new PrintWriter(written), () -> now)) {
            for (int frame = 0; frame <= 30; frame++) {
                progress.step("Rendering", frame, 30);
                now += 100_000_000L;
            }
        }
        assertThat(written.toString().lines())
                .containsExactly(
                        "Rendering 0/30",
                        "Rendering 10/30, 0:02 left",
                        "Rendering 20/30, 0:01 left",
                        "Rendering 30/30");
    }

    @Test
    void aLongRestIsToldInHours() {
        TimeLeft timeLeft = new TimeLeft(() -> now);
        timeLeft.begin(0);
        now += 3_600_000_000_000L;
        assertThat(timeLeft.text(1, 3)).isEqualTo("2:00:00 left");
    }

    @Test
    void thePaceCountsFromWhereTheStageBegan() {
        TimeLeft timeLeft = new TimeLeft(() -> now);
        timeLeft.begin(8);
        now += 10_000_000_000L;
        assertThat(timeLeft.text(9, 10)).isEqualTo("0:10 left");
    }
}
