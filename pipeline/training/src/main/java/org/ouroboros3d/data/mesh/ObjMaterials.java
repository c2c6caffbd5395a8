package org.ouroboros3d.data.mesh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The diffuse colors and textures of the MTL files that an OBJ file names. Pictures are read once a face needs them. */
final class ObjMaterials {
    /** How many words may follow each option in front of a texture's name. */
    private static final Map<String, Integer> OPTIONS = Map.ofEntries(
            Map.entry("-blendu", 1),
            Map.entry("-blendv", 1),
            Map.entry("-cc", 1),
            Map.entry("-clamp", 1),
            Map.entry("-boost", 1),
            Map.entry("-bm", 1),
            Map.entry("-imfchan", 1),
            Map.entry("-type", 1),
            Map.entry("-texres", 1),
            Map.entry("-mm", 2),
            Map.entry("-o", 3),
            Map.entry("-s", 3),
            Map.entry("-t", 3));

    private final Path file;
    private final MeshBuilder builder;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Optional<Texture>> pictures = new HashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final Set<String> unknown = new HashSet<>();

    ObjMaterials(Path file, MeshBuilder builder) {
        this.file = file;
        this.builder = builder;
    }

    /** A material that faces have. */
    static final class Use {
        /** The builder's number. */
        final int id;
        /** Whether colors of vertices show; they do not below a texture. */
        final boolean tinted;
        /** Of texture coordinates, u and v. */
        final float[] scale;
        /** Of texture coordinates after that. */
        final float[] offset;

        Use(int id, boolean tinted, float[] scale, float[] offset) {
            this.id = id;
            this.tinted = tinted;
            this.scale = scale;
            this.offset = offset;
        }
    }

    private static final class Entry {
        private final Path library;
        private float[] diffuse;
        private String picture;
        private Use use;

        Entry(Path library) {
            this.library = library;
        }
    }

    /** Reads the libraries of a {@code mtllib} line: one name with spaces, or several names. */
    void library(TextLines.Line line) throws IOException {
        Path folder = MeshParts.folder(file);
        Set<String> whole = new LinkedHashSet<>(List.of(unquoted(line.restWithComment()), unquoted(line.rest())));
        for (String name : whole) {
            Optional<Path> found = MeshParts.find(folder, name);
            if (found.isPresent()) {
                read(found.get());
                return;
            }
        }
        for (String name : line.rest().split("(?<=\\.[mM][tT][lL])\\s+|\\s+(?=\\S+\\.[mM][tT][lL]$)", -1)) {
            Optional<Path> found = MeshParts.find(folder, unquoted(name));
            if (found.isPresent()) {
                read(found.get());
            } else {
                missing.add(name);
            }
        }
    }

    private static String unquoted(String name) {
        String stripped = name.strip();
        return stripped.length() > 1 && stripped.startsWith("\"") && stripped.endsWith("\"")
                ? stripped.substring(1, stripped.length() - 1)
                : stripped;
    }

    private void read(Path library) throws IOException {
        Entry entry = new Entry(library);
        try (TextLines lines = TextLines.open(library)) {
            for (TextLines.Line line = lines.next(); line != null; line = lines.next()) {
                switch (line.keyword()) {
                    case "newmtl" -> {
                        entry = new Entry(library);
                        entries.putIfAbsent(line.rest(), entry);
                        entries.put(line.restWithComment(), entry);
                    }
                    case "kd" -> entry.diffuse = diffuse(line.data());
                    case "map_kd" -> entry.picture = line.restWithComment();
                    default -> {
                        // Nothing else of a material shows here.
                    }
                }
            }
        }
    }

    /** {@return a color, or null for a spectrum or garbage, which leaves the material without} */
    private static float[] diffuse(String text) {
        String[] words = text.split("\\s+", 0);
        float[] color = new float[3];
        for (int c = 0; c < 3; c++) {
            // One number stands for all three.
            Optional<Double> value = ObjNumbers.parse(words[Math.min(c, words.length - 1)]);
            if (value.isEmpty()) {
                return null;
            }
            color[c] = (float) Math.clamp(value.get(), 0.0, 1.0);
        }
        return color;
    }

    /** {@return the material of a {@code usemtl} line, if a library has it} */
    Optional<Use> use(TextLines.Line line) {
        Entry entry = entries.getOrDefault(line.restWithComment(), entries.get(line.rest()));
        if (entry == null) {
            if (!missing.isEmpty()) {
                builder.warn("drawn without its materials " + String.join(", ", missing) + ", which are not there");
                missing.clear();
            } else if (!entries.isEmpty() && unknown.add(line.restWithComment())) {
                builder.warn("drawn without its material " + line.restWithComment() + ", which no MTL file of it has");
            }
            return Optional.empty();
        }
        if (entry.use == null) {
            entry.use = use(entry);
        }
        return Optional.of(entry.use);
    }

    private Use use(Entry entry) {
        float[] scale = {1, 1};
        float[] offset = {0, 0};
        Optional<Texture> texture = Optional.empty();
        if (entry.picture != null) {
            String name = withoutOptions(entry.picture, scale, offset);
            texture = pictures.computeIfAbsent(name, fresh -> texture(entry.library, fresh));
        }
        float[] kd = entry.diffuse;
        MeshMaterial material;
        if (texture.isPresent()) {
            // Under a texture exporters write any Kd, black too; the picture is meant as it is.
            material = MeshMaterial.textured(texture.get());
        } else if (kd == null || (entry.picture != null && Math.max(kd[0], Math.max(kd[1], kd[2])) == 0)) {
            material = MeshMaterial.CLAY;
        } else {
            material = new MeshMaterial(kd[0], kd[1], kd[2], Optional.empty());
        }
        return new Use(builder.material(material), texture.isEmpty(), scale, offset);
    }

    /** Looks below the OBJ's folder and then below the MTL's, which may be deeper. */
    private Optional<Texture> texture(Path library, String name) {
        List<Path> folders = List.of(MeshParts.folder(file), MeshParts.folder(library));
        boolean whole =
                folders.stream().anyMatch(folder -> MeshParts.find(folder, name).isPresent());
        // Some programs write remarks behind the name.
        int remark = name.indexOf(" #");
        return MeshParts.texture(builder, folders, whole || remark < 0 ? name : name.substring(0, remark));
    }

    private static String withoutOptions(String text, float[] scale, float[] offset) {
        String rest = text.strip();
        while (rest.startsWith("-")) {
            String[] parts = rest.split("\\s+", 2);
            Integer most = OPTIONS.get(parts[0]);
            if (most == null || parts.length < 2) {
                break;
            }
            rest = parts[1];
            float[] values = {Float.NaN, Float.NaN, Float.NaN};
            boolean numbers = most > 1;
            for (int i = 0; i < most; i++) {
                String[] next = rest.split("\\s+", 2);
                Optional<Double> number = ObjNumbers.parse(next[0]);
                // The last word is the name, whatever it looks like.
                if (next.length < 2 || (numbers && number.isEmpty())) {
                    break;
                }
                values[i] = number.map(Double::floatValue).orElse(Float.NaN);
                rest = next[1];
            }
            float[] target = parts[0].equals("-s") ? scale : parts[0].equals("-o") ? offset : new float[2];
            for (int i = 0; i < 2; i++) {
                target[i] = Float.isNaN(values[i]) ? target[i] : values[i];
            }
        }
        return unquoted(rest);
    }
}
