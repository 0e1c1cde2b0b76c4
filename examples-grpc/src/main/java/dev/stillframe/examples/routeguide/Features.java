package dev.stillframe.examples.routeguide;

import dev.stillframe.examples.routeguide.rpc.Feature;
import dev.stillframe.examples.routeguide.rpc.Point;
import dev.stillframe.examples.routeguide.rpc.Rectangle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is where.
 *
 * @param places features by their location
 */
record Features(Map<Point, Feature> places) {

    /** Those of {@code features.tsv}. */
    static Features load() throws IOException {
        try (InputStream in = Features.class.getResourceAsStream("features.tsv")) {
            if (in == null) {
                throw new IOException("features.tsv is missing");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Map<Point, Feature> places = new LinkedHashMap<>();
            for (String line : text.lines().toList()) {
                Feature feature = feature(line.split("\t", -1));
                places.put(feature.getLocation(), feature);
            }
            return new Features(places);
        }
    }

    private static Feature feature(String[] columns) {
        Point at =
                Point.newBuilder()
                        .setLatitude(Integer.parseInt(columns[0]))
                        .setLongitude(Integer.parseInt(columns[1]))
                        .build();
        return Feature.newBuilder().setLocation(at).setName(columns[2]).build();
    }

    /** What is at a place; a feature without a name where nothing is. */
    Feature at(Point place) {
        Feature found = places.get(place);
        return found == null ? Feature.newBuilder().setLocation(place).build() : found;
    }

    /** Those with a name in a rectangle. */
    List<Feature> in(Rectangle area) {
        return places.values().stream()
                .filter(feature -> !feature.getName().isEmpty())
                .filter(feature -> isIn(feature.getLocation(), area.getLo(), area.getHi()))
                .toList();
    }

    private static boolean isIn(Point place, Point one, Point other) {
        return isBetween(place.getLatitude(), one.getLatitude(), other.getLatitude())
                && isBetween(place.getLongitude(), one.getLongitude(), other.getLongitude());
    }

    private static boolean isBetween(int value, int one, int other) {
        return value >= Math.min(one, other) && value <= Math.max(one, other);
    }
}
