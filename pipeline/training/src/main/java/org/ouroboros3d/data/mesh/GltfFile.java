package org.ouroboros3d.data.mesh;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ouroboros3d.error.InputException;

/**
 * The JSON and the buffers of a glTF 2.0 file, as {@code .gltf} or as {@code .glb} (told by its first bytes). Files that
 * it names are taken from its own folder only, never from a network.
 */
final class GltfFile {
    static final String DRACO = "KHR_draco_mesh_compression";
    static final String WEBP = "EXT_texture_webp";
    static final String BASIS = "KHR_texture_basisu";
    static final String INSTANCING = "EXT_mesh_gpu_instancing";
    static final String TEXTURE_TRANSFORM = "KHR_texture_transform";
    static final String SPECULAR_GLOSSINESS = "KHR_materials_pbrSpecularGlossiness";
    private static final List<String> MESHOPT = List.of("EXT_meshopt_compression", "KHR_meshopt_compression");

    /** Besides materials and lights, of which the base color alone is drawn. */
    private static final Set<String> SUPPORTED = Set.of(
            "KHR_mesh_quantization",
            "KHR_animation_pointer",
            "KHR_xmp",
            "KHR_xmp_json_ld",
            TEXTURE_TRANSFORM,
            INSTANCING,
            WEBP);

    private static final Map<String, String> REMEDIES = Map.of(
            DRACO,
            "export it without Draco compression",
            MESHOPT.get(0),
            "export it without meshopt compression",
            MESHOPT.get(1),
            "export it without meshopt compression",
            BASIS,
            "export its textures as PNG, JPEG or WebP instead of KTX2",
            "KHR_gaussian_splatting",
            "it holds Gaussians: use 'ouroboros3d render'");

    /** Data URIs may be as long as the file. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    private static final int MAGIC = 0x46546C67;
    private static final int JSON_CHUNK = 0x4E4F534A;
    private static final int BINARY_CHUNK = 0x004E4942;

    private final Path file;
    private final JsonNode root;
    private final Optional<ByteBuffer> binary;
    private final Map<Integer, ByteBuffer> buffers = new HashMap<>();

    private GltfFile(Path file, byte[] json, Optional<ByteBuffer> binary) {
        this.file = file;
        this.binary = binary;
        try {
            this.root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw broken("its JSON is damaged (" + e.getOriginalMessage() + ")", e);
        } catch (IOException e) {
            throw broken("its JSON is damaged (" + e.getMessage() + ")", e);
        }
        if (root == null || !root.isObject()) {
            throw broken("it is no glTF: its JSON is no object");
        }
        requireSupported();
    }

    static GltfFile read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 4 || in.getInt(0) != MAGIC) {
            return new GltfFile(file, bytes, Optional.empty());
        }
        InputException early =
                new InputException(file.toString(), "its binary glTF ends early", "export or download it again");
        if (bytes.length < 20) {
            throw early;
        }
        if (in.getInt(4) != 2) {
            throw new InputException(
                    file.toString(),
                    "it is binary glTF of version " + Integer.toUnsignedString(in.getInt(4)),
                    "convert it to glTF 2.0");
        }
        in.position(12);
        byte[] json = null;
        ByteBuffer binary = null;
        while (in.remaining() >= 8 && (json == null || binary == null)) {
            int length = in.getInt();
            int type = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw early;
            }
            if (type == JSON_CHUNK && json == null) {
                json = new byte[length];
                in.get(in.position(), json);
            } else if (type == BINARY_CHUNK && json != null) {
                binary = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            in.position(in.position() + length);
        }
        if (json == null) {
            throw early;
        }
        return new GltfFile(file, json, Optional.ofNullable(binary));
    }

    private void requireSupported() {
        String version = root.path("asset").path("version").asText("2.0");
        if (!version.startsWith("2.")) {
            throw new InputException(file.toString(), "it is glTF of version " + version, "convert it to glTF 2.0");
        }
        Set<String> lacking = new TreeSet<>();
        for (JsonNode required : root.path("extensionsRequired")) {
            String name = required.asText();
            boolean look = name.startsWith("KHR_materials_") || name.startsWith("KHR_lights_");
            if (!look && !SUPPORTED.contains(name)) {
                lacking.add(name);
            }
        }
        if (!lacking.isEmpty()) {
            String remedy = lacking.stream()
                    .map(REMEDIES::get)
                    .filter(known -> known != null)
                    .findFirst()
                    .orElse("export it without this extension");
            throw new InputException(
                    file.toString(), "it requires " + String.join(", ", lacking) + ", which is not supported", remedy);
        }
    }

    JsonNode root() {
        return root;
    }

    /** {@return entry {@code index} of one of the lists at the top} */
    JsonNode entry(String list, JsonNode index) {
        int at = index.isIntegralNumber() && index.canConvertToInt() ? index.intValue() : -1;
        JsonNode entry = root.path(list).path(at);
        if (!entry.isObject()) {
            throw broken("it names entry " + index + " of its " + list + ", which it does not have");
        }
        return entry;
    }

    /** {@return the bytes of a buffer view} */
    ByteBuffer view(JsonNode index) {
        JsonNode view = entry("bufferViews", index);
        for (String meshopt : MESHOPT) {
            // The buffer of such a view is a fallback, which may be empty.
            JsonNode extension = view.path("extensions").path(meshopt);
            if (extension.isObject()
                    && entry("buffers", view.path("buffer"))
                            .path("extensions")
                            .path(meshopt)
                            .path("fallback")
                            .asBoolean()) {
                throw new InputException(
                        file.toString(), "its data are compressed by " + meshopt, REMEDIES.get(meshopt));
            }
        }
        ByteBuffer buffer = buffer(view.path("buffer"));
        long offset = view.path("byteOffset").asLong();
        long length = view.path("byteLength").asLong(-1);
        if (offset < 0 || length < 0 || offset > buffer.capacity() || length > buffer.capacity() - offset) {
            throw broken("its buffer view " + index + " is not inside of its buffer");
        }
        return buffer.slice((int) offset, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer buffer(JsonNode index) {
        JsonNode buffer = entry("buffers", index);
        ByteBuffer known = buffers.get(index.intValue());
        if (known == null) {
            if (buffer.has("uri")) {
                String uri = buffer.path("uri").asText();
                known = ByteBuffer.wrap(bytes(uri)
                        .orElseThrow(() -> new InputException(
                                file.toString(),
                                "its file " + shortened(uri) + " is missing",
                                "put it beside the mesh")));
            } else {
                known = binary.filter(bytes -> index.intValue() == 0)
                        .orElseThrow(() -> broken("its buffer " + index + " has no data"));
            }
            buffers.put(index.intValue(), known);
        }
        return known;
    }

    /**
     * {@return what a URI names, if it is there}
     *
     * @throws InputException if it leads into a network, or to a file that cannot be read
     */
    Optional<byte[]> bytes(String uri) {
        if (uri.startsWith("data:")) {
            int comma = uri.indexOf(',');
            boolean base64 = comma > 0 && uri.substring(0, comma).endsWith(";base64");
            if (comma < 0) {
                throw broken("a data URI of it has no data");
            }
            try {
                return Optional.of(
                        base64
                                ? Base64.getMimeDecoder().decode(uri.substring(comma + 1))
                                : decoded(uri.substring(comma + 1)).getBytes(StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException e) {
                throw broken("a data URI of it is damaged", e);
            }
        }
        if (uri.contains("://")) {
            throw new InputException(
                    file.toString(),
                    "it names a file on a network, " + shortened(uri),
                    "put that file beside the mesh");
        }
        Path folder = MeshParts.folder(file);
        Optional<Path> part = MeshParts.find(folder, decoded(uri)).or(() -> MeshParts.find(folder, uri));
        if (part.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (Files.size(part.get()) > Integer.MAX_VALUE - 8) {
                throw new InputException(part.get().toString(), "it is larger than 2 GiB", "reduce the mesh");
            }
            return Optional.of(Files.readAllBytes(part.get()));
        } catch (IOException e) {
            throw new InputException(
                    part.get().toString(), "it cannot be read (" + e.getMessage() + ")", "check its permissions", e);
        }
    }

    /** Undoes percent signs; a plus stays, and so does a name with a percent sign of its own. */
    private static String decoded(String uri) {
        try {
            return URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return uri;
        }
    }

    static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    InputException broken(String fault) {
        return broken(fault, null);
    }

    private InputException broken(String fault, Exception cause) {
        return new InputException(file.toString(), fault, "export the mesh again", cause);
    }
}
