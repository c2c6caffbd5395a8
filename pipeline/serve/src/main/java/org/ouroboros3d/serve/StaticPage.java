package org.ouroboros3d.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The files of the page: these and no others, whatever a path says. */
enum StaticPage {
    INDEX("index.html", "text/html; charset=utf-8"),
    STYLE("page.css", "text/css; charset=utf-8"),
    SCRIPT("page.js", "text/javascript; charset=utf-8"),
    ICON("icon.svg", "image/svg+xml");

    /** Nothing of another origin, no code within the page, and nobody frames it. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
            + " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final String fileName;
    private final String mediaType;

    StaticPage(String fileName, String mediaType) {
        this.fileName = fileName;
        this.mediaType = mediaType;
    }

    String path() {
        return this == INDEX ? "/" : "/" + fileName;
    }

    String mediaType() {
        return mediaType;
    }

    /** {@return the file, where there is one} */
    Optional<byte[]> content() {
        try (InputStream in = StaticPage.class.getResourceAsStream("page/" + fileName)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
