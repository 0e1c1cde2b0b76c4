package dev.stillframe.examples.routeguide;

import dev.stillframe.examples.routeguide.rpc.Point;
import dev.stillframe.examples.routeguide.rpc.RouteSummary;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A route so far; a value, so that either style can keep it.
 *
 * @param begun when it was begun
 * @param points how many there were
 * @param named how many of them have a feature with a name
 * @param metres from each to the next, summed
 * @param last null before the first
 */
record Route(Instant begun, int points, int named, double metres, @Nullable Point last) {
    private static final double EARTH_RADIUS = 6_371_000;
    private static final double UNITS = 1e7;

    static Route from(Instant now) {
        return new Route(now, 0, 0, 0, null);
    }

    /** With a point more. */
    Route to(Point next, Features features) {
        return new Route(
                begun,
                points + 1,
                features.at(next).getName().isEmpty() ? named : named + 1,
                last == null ? 0 : metres + metres(last, next),
                next);
    }

    RouteSummary summary(Instant now) {
        return RouteSummary.newBuilder()
                .setPointCount(points)
                .setFeatureCount(named)
                .setDistance((int) Math.round(metres))
                .setElapsedTime((int) Duration.between(begun, now).toSeconds())
                .build();
    }

    /** Along the great circle, by the haversine formula. */
    private static double metres(Point from, Point to) {
        double latitude = Math.toRadians(from.getLatitude() / UNITS);
        double other = Math.toRadians(to.getLatitude() / UNITS);
        double north = Math.sin((other - latitude) / 2);
        double east =
                Math.sin(Math.toRadians((to.getLongitude() - from.getLongitude()) / UNITS) / 2);
        double a = north * north + Math.cos(latitude) * Math.cos(other) * east * east;
        return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(a));
    }
}
