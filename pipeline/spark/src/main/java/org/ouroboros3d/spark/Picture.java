package org.ouroboros3d.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.ouroboros3d.output.PictureNames;

/**
 * A picture of a job.
 *
 * @param name of its folder of results
 * @param location a path on a file system that Hadoop knows, or of the executors' own
 */
public record Picture(String name, String location) implements Serializable {
    /**
     * {@return pictures by their names, as the command line calls their folders}
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public static List<Picture> of(List<String> locations) {
        return PictureNames.byName(locations, location -> new Path(location).getName()).entrySet().stream()
                .map(entry -> new Picture(entry.getKey(), entry.getValue()))
                .toList();
    }

    Path path() {
        return new Path(location);
    }

    /** {@return the location as people write it: of local files the path alone} */
    String shown() {
        Path path = path();
        String scheme = path.toUri().getScheme();
        return scheme == null || scheme.equals("file") ? path.toUri().getPath() : location;
    }
}
