package org.ouroboros3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackgroundTest {
    @Test
    void wordsAndColorsAreRead() {
        assertThat(Background.parse("White")).isEqualTo(Background.WHITE);
        assertThat(Background.parse("black")).isEqualTo(Background.BLACK);
        assertThat(Background.parse("transparent")).isEqualTo(Background.TRANSPARENT);
        assertThat(Background.parse("#10A0ff")).isEqualTo(new Background(16, 160, 255, false));
        for (Background each : List.of(Background.WHITE, Background.TRANSPARENT, new Background(1, 2, 3, false))) {
            assertThat(Background.parse(each.toString())).isEqualTo(each);
        }
        assertThat(Background.TRANSPARENT.opaque()).isEqualTo(Background.WHITE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "red", "#fff", "#12345g", "123456"})
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Background.parse(text))
                .withMessageContaining("unknown background '" + text + "'");
    }

    @Test
    void textIsReadableOnEveryBackground() {
        assertThat(Background.BLACK.isDark()).isTrue();
        assertThat(new Background(0, 0, 255, false).isDark()).isTrue();
        assertThat(Background.WHITE.isDark()).isFalse();
        assertThat(new Background(0, 255, 0, false).isDark()).isFalse();
    }
}
