package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptHeaderTest {
    private static final List<String> OFFERED =
            List.of("application/json", "application/x-ply", "image/png", "video/mp4");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */*                                          | application/json
            image/png                                    | image/png
            IMAGE/PNG; q=0.5, video/mp4;q=0.6            | video/mp4
            image/*                                      | image/png
            application/*                                | application/json
            */*, application/json;q=0.1                  | application/x-ply
            text/html, video/mp4                         | video/mp4
            image/png;q=x, application/x-ply             | application/x-ply
            video/mp4;level=2;q=0.9, image/png;q=0.8     | video/mp4
            """)
    void theBestOfWhatIsOfferedIsTaken(String header, String expected) {
        assertThat(new AcceptHeader(Optional.of(header)).best(OFFERED)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"text/html", "image/png;q=0", "*/*;q=0", "image", "','"})
    void nothingMayFit(String header) {
        assertThat(new AcceptHeader(Optional.of(header)).best(OFFERED)).isEmpty();
    }

    @Test
    void withoutAHeaderAnythingFits() {
        assertThat(new AcceptHeader(Optional.empty()).best(OFFERED)).contains("application/json");
        assertThat(new AcceptHeader(Optional.of(" ")).best(OFFERED)).contains("application/json");
    }
}
