package org.ouroboros3d.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The media types that a client takes, by preference. */
final class AcceptHeader {
    private static final int MAX_RANGES = 32;

    private record Range(String type, double quality) {
        boolean includes(String mediaType) {
            return type.equals("*/*")
                    || type.equals(mediaType)
                    || (type.endsWith("/*") && mediaType.startsWith(type.substring(0, type.length() - 1)));
        }

        /** Exact types count more than ranges, whatever their order. */
        int precision() {
            return type.equals("*/*") ? 0 : type.endsWith("/*") ? 1 : 2;
        }
    }

    private final List<Range> ranges;

    /** @param header as it was sent; without one, a client takes anything */
    AcceptHeader(Optional<String> header) {
        this.ranges = parse(header.filter(text -> !text.isBlank()).orElse("*/*"));
    }

    private static List<Range> parse(String header) {
        List<Range> ranges = new ArrayList<>();
        for (String item : header.split(",", MAX_RANGES)) {
            List<String> parts = List.of(item.split(";", -1));
            double quality = 1;
            for (String parameter : parts.subList(1, parts.size())) {
                String text = parameter.strip().toLowerCase(Locale.ROOT);
                if (text.startsWith("q=")) {
                    quality = quality(text.substring(2));
                }
            }
            ranges.add(new Range(parts.getFirst().strip().toLowerCase(Locale.ROOT), quality));
        }
        return ranges;
    }

    private static double quality(String text) {
        try {
            return Math.clamp(Double.parseDouble(text), 0, 1);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** {@return the type that the client likes best, the first of equals; empty if it takes none} */
    Optional<String> best(List<String> offered) {
        String best = null;
        double bestQuality = 0;
        for (String mediaType : offered) {
            double quality = quality(mediaType, 0);
            if (quality > bestQuality) {
                best = mediaType;
                bestQuality = quality;
            }
        }
        return Optional.ofNullable(best);
    }

    private double quality(String mediaType, double otherwise) {
        double quality = otherwise;
        int precision = -1;
        for (Range range : ranges) {
            if (range.includes(mediaType) && range.precision() > precision) {
                quality = range.quality();
                precision = range.precision();
            }
        }
        return quality;
    }
}
