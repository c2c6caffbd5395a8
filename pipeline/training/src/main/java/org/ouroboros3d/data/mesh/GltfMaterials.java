package org.ouroboros3d.data.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.ImageReader;

/** The base colors of glTF materials: metallic-roughness, or the diffuse ones of specular-glossiness. */
final class GltfMaterials {
    private final GltfFile file;
    private final MeshBuilder builder;
    private final Map<Integer, Use> uses = new HashMap<>();
    private final Map<Integer, Optional<Texture>> pictures = new HashMap<>();
    private Use clay;
    private Use white;

    GltfMaterials(GltfFile file, MeshBuilder builder) {
        this.file = file;
        this.builder = builder;
    }

    /** A material that primitives have. */
    static final class Use {
        private final int id;
        private final int texcoord;
        /** Of texture coordinates, 2 x 3 row by row. */
        private final double[] transform;

        Use(int id, int texcoord, double[] transform) {
            this.id = id;
            this.texcoord = texcoord;
            this.transform = transform;
        }

        /** {@return the builder's number} */
        int id() {
            return id;
        }

        /** {@return which set of texture coordinates it takes} */
        int texcoord() {
            return texcoord;
        }

        float[] place(double u, double v) {
            return new float[] {
                (float) (transform[0] * u + transform[1] * v + transform[2]),
                (float) (transform[3] * u + transform[4] * v + transform[5])
            };
        }
    }

    /** {@return the material of a primitive} */
    Use of(JsonNode primitive) {
        JsonNode index = primitive.path("material");
        if (index.isMissingNode()) {
            if (primitive.path("attributes").has("COLOR_0")) {
                white = white == null ? plain(MeshMaterial.WHITE) : white;
                return white;
            }
            clay = clay == null ? plain(MeshMaterial.CLAY) : clay;
            return clay;
        }
        JsonNode material = file.entry("materials", index);
        return uses.computeIfAbsent(index.intValue(), fresh -> use(material));
    }

    private Use plain(MeshMaterial material) {
        return new Use(builder.material(material), 0, new double[] {1, 0, 0, 0, 1, 0});
    }

    private Use use(JsonNode material) {
        JsonNode specular = material.path("extensions").path(GltfFile.SPECULAR_GLOSSINESS);
        JsonNode metallic = material.path("pbrMetallicRoughness");
        JsonNode factor = specular.isObject() ? specular.path("diffuseFactor") : metallic.path("baseColorFactor");
        JsonNode map = specular.isObject() ? specular.path("diffuseTexture") : metallic.path("baseColorTexture");
        JsonNode transform = map.path("extensions").path(GltfFile.TEXTURE_TRANSFORM);
        int id = builder.material(new MeshMaterial(
                shown(factor.path(0).asDouble(1)),
                shown(factor.path(1).asDouble(1)),
                shown(factor.path(2).asDouble(1)),
                map.isObject() ? texture(map.path("index")) : Optional.empty()));
        int texcoord = transform.path("texCoord").asInt(map.path("texCoord").asInt());
        return new Use(id, texcoord, matrix(transform));
    }

    /** {@return a scaling, then a rotation, then an offset, as KHR_texture_transform defines it} */
    private static double[] matrix(JsonNode transform) {
        double angle = transform.path("rotation").asDouble();
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double width = transform.path("scale").path(0).asDouble(1);
        double height = transform.path("scale").path(1).asDouble(1);
        return new double[] {
            cos * width, sin * height, transform.path("offset").path(0).asDouble(),
            -sin * width, cos * height, transform.path("offset").path(1).asDouble()
        };
    }

    private Optional<Texture> texture(JsonNode index) {
        JsonNode texture = file.entry("textures", index);
        JsonNode webp = texture.path("extensions").path(GltfFile.WEBP).path("source");
        JsonNode source = webp.isMissingNode() ? texture.path("source") : webp;
        if (source.isMissingNode()) {
            builder.warn("drawn without its texture " + index + ", whose picture is of a kind that is not supported");
            return Optional.empty();
        }
        JsonNode image = file.entry("images", source);
        return pictures.computeIfAbsent(source.intValue(), fresh -> picture(image));
    }

    private Optional<Texture> picture(JsonNode image) {
        String name = GltfFile.shortened(image.path("uri").asText("of its own data"));
        try {
            Optional<byte[]> bytes = image.has("bufferView")
                    ? Optional.of(copy(file.view(image.path("bufferView"))))
                    : file.bytes(image.path("uri").asText());
            if (bytes.isEmpty()) {
                builder.warn("drawn without its texture " + name + ", which is not there");
                return Optional.empty();
            }
            return Optional.of(new Texture(ImageReader.decode(builder.source() + " (texture)", bytes.get())));
        } catch (InputException e) {
            builder.warn("drawn without a texture that cannot be used: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] copy(ByteBuffer view) {
        byte[] bytes = new byte[view.remaining()];
        view.get(0, bytes);
        return bytes;
    }

    /** {@return a linear color as it is shown: sRGB's curve} */
    static float shown(double linear) {
        return (float)
                (linear <= 0.0031308
                        ? Math.max(0, 12.92 * linear)
                        : Math.min(1, 1.055 * StrictMath.pow(linear, 1 / 2.4) - 0.055));
    }
}
