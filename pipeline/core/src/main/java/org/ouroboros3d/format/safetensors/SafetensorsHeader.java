package org.ouroboros3d.format.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.format.Extent;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.tensor.DType;

/** Parses the JSON header of a safetensors file; everything in it is taken for hostile. */
final class SafetensorsHeader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();

    /** Where one tensor lies, as announced: offsets count from the end of the header. */
    static final class Entry {
        final String name;
        DType dtype;
        long[] shape;
        long begin = -1;
        long end = -1;

        Entry(String name) {
            this.name = name;
        }
    }

    private final String file;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    private SafetensorsHeader(String file) {
        this.file = file;
    }

    static SafetensorsHeader parse(String file, String json) {
        SafetensorsHeader header = new SafetensorsHeader(file);
        try (JsonParser parser = JSON.createParser(json)) {
            header.read(parser);
        } catch (IOException e) {
            throw new WeightsException(file, "the header is not valid JSON: " + reason(e), e);
        }
        return header;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    List<Entry> entries() {
        return entries;
    }

    private static String reason(IOException e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return WeightsException.printable(String.valueOf(message));
    }

    private void read(JsonParser parser) throws IOException {
        require(parser.nextToken() == JsonToken.START_OBJECT, null, "the header is not a JSON object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            require(parser.nextToken() == JsonToken.START_OBJECT, name, "its header entry is not a JSON object");
            if (name.equals("__metadata__")) {
                readMetadata(parser);
            } else {
                entries.add(readEntry(parser, name));
            }
        }
        require(parser.nextToken() == null, null, "the header holds more than one JSON object");
    }

    private void readMetadata(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            require(
                    parser.nextToken() == JsonToken.VALUE_STRING,
                    null,
                    "metadata \"" + WeightsException.printable(key) + "\" is not a string");
            metadata.put(key, parser.getText());
        }
    }

    private Entry readEntry(JsonParser parser, String name) throws IOException {
        Entry entry = new Entry(name);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "dtype" -> entry.dtype = readType(parser, name);
                case "shape" -> entry.shape = readSizes(parser, name, field);
                case "data_offsets" -> {
                    long[] offsets = readSizes(parser, name, field);
                    require(offsets.length == 2, name, "data_offsets is not a pair");
                    entry.begin = offsets[0];
                    entry.end = offsets[1];
                }
                default -> parser.skipChildren();
            }
        }
        require(entry.dtype != null, name, "no dtype");
        require(entry.shape != null, name, "no shape");
        require(entry.begin >= 0, name, "no data_offsets");
        return entry;
    }

    private DType readType(JsonParser parser, String name) throws IOException {
        require(parser.currentToken() == JsonToken.VALUE_STRING, name, "dtype is not a string");
        String text = parser.getText();
        return SafetensorsType.parse(text)
                .orElseThrow(() -> new WeightsException(
                        file,
                        name,
                        "dtype " + WeightsException.printable(text) + " is none of " + SafetensorsType.supported()));
    }

    private long[] readSizes(JsonParser parser, String name, String field) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY, name, field + " is not an array");
        long[] sizes = new long[4];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(
                    parser.currentToken() == JsonToken.VALUE_NUMBER_INT,
                    name,
                    field + " has an entry that is not an integer");
            long size = parser.getLongValue();
            require(size >= 0, name, field + " has the negative entry " + size);
            require(count < Extent.MAX_RANK, name, field + " has more than " + Extent.MAX_RANK + " entries");
            if (count == sizes.length) {
                sizes = Arrays.copyOf(sizes, 2 * count);
            }
            sizes[count++] = size;
        }
        return Arrays.copyOf(sizes, count);
    }

    private void require(boolean condition, String key, String fault) {
        if (!condition) {
            throw new WeightsException(file, key, fault);
        }
    }
}
