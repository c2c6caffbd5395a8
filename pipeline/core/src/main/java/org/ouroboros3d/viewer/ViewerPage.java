package org.ouroboros3d.viewer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.io.AtomicFile;
import org.ouroboros3d.mesh.Mesh;

/**
 * The content of a viewer page, and the page itself: one HTML file that a browser opens from disk. It draws with WebGL 2
 * what the rasterizer draws, to rounding, and spherical harmonics besides.
 *
 * @param title the page's heading
 * @param steps the Gaussians of each step that the slider goes over, by what it says of them, the last being shown first;
 *     at least one
 * @param input the input image as a PNG file
 * @param mesh of the last step, to switch to; drawn with the colors of its vertices
 * @param facts lines below the controls, by name
 * @param plyComments remarks for the header of the PLY file that the page offers: ASCII, without line breaks
 * @param background behind the object at first: black if it is dark, else white
 */
public record ViewerPage(
        String title,
        Map<String, GaussianCloud> steps,
        Optional<byte[]> input,
        Optional<Mesh> mesh,
        Map<String, String> facts,
        List<String> plyComments,
        Background background) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z.]+)}}");
    private static final String TEMPLATE = "viewer.html";

    /** Copies the maps, whose order is kept. */
    public ViewerPage {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a viewer page shows the Gaussians of at least one step");
        }
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        plyComments = List.copyOf(plyComments);
    }

    /** {@return a page of Gaussians, and of a mesh if there is one} */
    public static ViewerPage of(String title, GaussianCloud gaussians, Optional<Mesh> mesh) {
        return new ViewerPage(
                title,
                Map.of(title, gaussians),
                Optional.empty(),
                mesh,
                Map.of("Gaussians", String.valueOf(gaussians.count())),
                List.of(),
                Background.WHITE);
    }

    /**
     * Writes the page, replacing the file at once or not at all.
     *
     * @throws UncheckedIOException when the folder cannot be written
     */
    public void write(Path file) {
        AtomicFile.write(file, this::write);
    }

    /**
     * Writes the page as UTF-8 and leaves the stream open.
     *
     * @throws IOException when the stream fails
     */
    public void write(OutputStream out) throws IOException {
        Writer html = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        fill(resource(TEMPLATE), html);
        html.flush();
    }

    private void fill(String template, Writer html) throws IOException {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        int from = 0;
        while (placeholder.find()) {
            html.write(template, from, placeholder.start() - from);
            String name = placeholder.group(1);
            switch (name) {
                case "title" -> html.write(escaped(title));
                case "content" -> html.write(content());
                case "blocks" -> writeBlocks(html);
                default -> html.write(resource(name));
            }
            from = placeholder.end();
        }
        html.write(template, from, template.length() - from);
    }

    private String content() {
        ObjectNode root = JSON.createObjectNode();
        root.put("name", title.replaceAll("\\.[A-Za-z]+$", "").replaceAll("[^\\p{L}\\p{N}._-]+", "-"));
        steps.keySet().forEach(root.putArray("steps")::add);
        facts.forEach(root.putObject("facts")::put);
        plyComments.forEach(root.putArray("plyComments")::add);
        root.put("background", background.isDark() ? "black" : "white");
        root.put("mesh", mesh.isPresent());
        input.ifPresent(png ->
                root.put("input", "data:image/png;base64," + Base64.getEncoder().encodeToString(png)));
        try {
            // No text can end the element that holds it.
            return JSON.writeValueAsString(root).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }

    private void writeBlocks(Writer html) throws IOException {
        int step = 0;
        for (GaussianCloud cloud : steps.values()) {
            writeBlock(html, "step" + step++, QuantizedGaussians.gzip(cloud));
        }
        if (mesh.isPresent()) {
            writeBlock(html, "mesh", QuantizedGaussians.gzip(MeshBlock.of(mesh.get())));
        }
    }

    private static void writeBlock(Writer html, String id, byte[] packed) throws IOException {
        html.write("<script type=\"text/plain\" id=\"" + id + "\">");
        html.write(Base64.getEncoder().encodeToString(packed));
        html.write("</script>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String resource(String name) {
        try (InputStream in = ViewerPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " of the viewer is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
