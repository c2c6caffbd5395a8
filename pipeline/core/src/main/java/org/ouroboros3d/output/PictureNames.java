package org.ouroboros3d.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What the result folders of several pictures are called. */
public final class PictureNames {
    /** How names of files that hold a picture end, without the dot and in lower case. */
    public static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "webp", "safetensors");

    private PictureNames() {}

    /**
     * {@return the pictures, in their order, by the names of their folders: their own without the ending, or with it where
     * others have the same}
     *
     * @param fileName the name of a picture's file, without its folders
     * @throws IllegalArgumentException if two pictures have the same name
     */
    public static <T> Map<String, T> byName(List<T> pictures, Function<T, String> fileName) {
        Map<String, List<T>> stems = new TreeMap<>();
        for (T picture : pictures) {
            stems.computeIfAbsent(stem(fileName.apply(picture)), name -> new ArrayList<>())
                    .add(picture);
        }
        Map<String, T> byName = new LinkedHashMap<>();
        for (T picture : pictures) {
            String file = fileName.apply(picture);
            String name = stems.get(stem(file)).size() == 1 ? stem(file) : file;
            T other = byName.put(name, picture);
            if (other != null) {
                throw new IllegalArgumentException(
                        other + " and " + picture + " have the same name, by which their results would be called");
            }
        }
        return byName;
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
                ? name.substring(0, dot)
                : name;
    }
}
