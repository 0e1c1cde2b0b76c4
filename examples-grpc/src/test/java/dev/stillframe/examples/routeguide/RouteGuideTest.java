package dev.stillframe.examples.routeguide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.examples.routeguide.rpc.Feature;
import dev.stillframe.examples.routeguide.rpc.Point;
import dev.stillframe.examples.routeguide.rpc.Rectangle;
import dev.stillframe.examples.routeguide.rpc.RouteGuideRpc;
import dev.stillframe.examples.routeguide.rpc.RouteNote;
import dev.stillframe.examples.routeguide.rpc.RouteSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RouteGuide")
@Timeout(60)
class RouteGuideTest {
    private static final Rectangle EVERYWHERE =
            Rectangle.newBuilder()
                    .setLo(RouteGuideClient.point(-900_000_000, -1_800_000_000))
                    .setHi(RouteGuideClient.point(900_000_000, 1_800_000_000))
                    .build();
    private static final Point NOWHERE = RouteGuideClient.point(1, 2);

    private final Notes notes = new Notes();
    private final AtomicLong looked = new AtomicLong();
    private Features features;

    private interface Use {
        void with(RouteGuideRpc.Client guide) throws Exception;
    }

    @BeforeEach
    void load() throws IOException {
        features = Features.load();
    }

    private void guided(String style, Use use) throws Exception {
        Services services =
                style.equals("direct")
                        ? RouteGuideRpc.services(new DirectRouteGuide(features, notes, this::now))
                        : RouteGuideRpc.services(new FoldedRouteGuide(features, notes, this::now));
        try (Server server = RouteGuideServer.serve(0, null, services);
                Channel channel = ChannelOptions.builder("localhost:" + port(server)).open()) {
            use.with(new RouteGuideRpc.Client(channel).within(Duration.ofSeconds(30)));
        }
    }

    /** A route looks at the clock when it begins and when it ends: 90 s later. */
    private Instant now() {
        return Instant.EPOCH.plusSeconds(90 * looked.getAndIncrement());
    }

    private static int port(Server server) throws IOException {
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    private List<Feature> named() {
        return features.places().values().stream().filter(f -> !f.getName().isEmpty()).toList();
    }

    private static RouteNote note(Point place, String message) {
        return RouteNote.newBuilder().setLocation(place).setMessage(message).build();
    }

    @Test
    @DisplayName("the file of features is what its maker makes: 100 places, 64 of them named")
    void made() {
        List<String> lines =
                features.places().values().stream()
                        .map(
                                f ->
                                        f.getLocation().getLatitude()
                                                + "\t"
                                                + f.getLocation().getLongitude()
                                                + "\t"
                                                + f.getName())
                        .toList();
        assertEquals(FeatureMaker.lines(), lines);
        assertEquals(FeatureMaker.COUNT, lines.size());
        assertEquals(FeatureMaker.NAMED, named().stream().map(Feature::getName).distinct().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("GetFeature knows what is at a place, and says without a name that nothing is")
    void getFeature(String style) throws Exception {
        guided(
                style,
                guide -> {
                    for (Feature feature : features.places().values().stream().limit(3).toList()) {
                        assertEquals(feature, guide.getFeature(feature.getLocation()));
                    }
                    assertEquals(
                            Feature.newBuilder().setLocation(NOWHERE).build(),
                            guide.getFeature(NOWHERE));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("ListFeatures tells of all named ones in a rectangle, whatever its corners")
    void listFeatures(String style) throws Exception {
        Rectangle turned =
                Rectangle.newBuilder().setLo(EVERYWHERE.getHi()).setHi(EVERYWHERE.getLo()).build();
        Feature some = named().get(7);
        Rectangle one =
                Rectangle.newBuilder().setLo(some.getLocation()).setHi(some.getLocation()).build();
        guided(
                style,
                guide -> {
                    assertEquals(named(), list(guide, EVERYWHERE));
                    assertEquals(named(), list(guide, turned));
                    assertEquals(List.of(some), list(guide, one));
                    assertEquals(List.of(), list(guide, Rectangle.getDefaultInstance()));
                });
    }

    private static List<Feature> list(RouteGuideRpc.Client guide, Rectangle area)
            throws RpcException {
        List<Feature> all = new ArrayList<>();
        try (Source<Feature> source = guide.listFeatures(area)) {
            source.forEach(all::add);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("RecordRoute sums the distance from point to point, and takes the time")
    void recordRoute(String style) throws Exception {
        // A degree of the equator, there and back, and a point with a feature.
        Point zero = RouteGuideClient.point(0, 0);
        Point east = RouteGuideClient.point(0, 10_000_000);
        long degree = Math.round(2 * Math.PI * 6_371_000 / 360);
        guided(
                style,
                guide -> {
                    RouteSummary there = record(guide, List.of(zero, east));
                    assertEquals(degree, there.getDistance());
                    RouteSummary andBack = record(guide, List.of(zero, east, zero));
                    assertEquals(3, andBack.getPointCount());
                    assertEquals(0, andBack.getFeatureCount());
                    assertEquals(2.0 * degree, andBack.getDistance(), 1);
                    assertEquals(90, andBack.getElapsedTime());
                    assertEquals(
                            RouteSummary.newBuilder().setElapsedTime(90).build(),
                            record(guide, List.of()));
                    List<Point> all =
                            features.places().values().stream().map(Feature::getLocation).toList();
                    RouteSummary whole = record(guide, all);
                    assertEquals(100, whole.getPointCount());
                    assertEquals(64, whole.getFeatureCount());
                    assertEquals(metres(all), whole.getDistance(), 1);
                });
    }

    private static RouteSummary record(RouteGuideRpc.Client guide, List<Point> points)
            throws RpcException {
        try (ClientCall<Point, RouteSummary> route = guide.recordRoute()) {
            for (Point point : points) {
                route.send(point);
            }
            route.halfClose();
            return route.iterator().next();
        }
    }

    /** By another formula than the guide's: the angle between two directions in space. */
    private static double metres(List<Point> points) {
        double sum = 0;
        for (int i = 1; i < points.size(); i++) {
            double[] a = direction(points.get(i - 1));
            double[] b = direction(points.get(i));
            double x = a[1] * b[2] - a[2] * b[1];
            double y = a[2] * b[0] - a[0] * b[2];
            double z = a[0] * b[1] - a[1] * b[0];
            double cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
            sum += 6_371_000 * Math.atan2(Math.sqrt(x * x + y * y + z * z), cosine);
        }
        return sum;
    }

    private static double[] direction(Point point) {
        double latitude = Math.toRadians(point.getLatitude() / 1e7);
        double longitude = Math.toRadians(point.getLongitude() / 1e7);
        return new double[] {
            Math.cos(latitude) * Math.cos(longitude),
            Math.cos(latitude) * Math.sin(longitude),
            Math.sin(latitude)
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("RouteChat answers each note with those that were left there before, by anybody")
    void routeChat(String style) throws Exception {
        Point elsewhere = RouteGuideClient.point(3, 4);
        guided(
                style,
                guide -> {
                    try (ClientCall<RouteNote, RouteNote> ada = guide.routeChat();
                            ClientCall<RouteNote, RouteNote> bob = guide.routeChat()) {
                        ada.send(note(NOWHERE, "one"));
                        ada.send(note(elsewhere, "two"));
                        ada.send(note(NOWHERE, "three"));
                        assertEquals(note(NOWHERE, "one"), ada.next());
                        bob.send(note(NOWHERE, "four"));
                        assertEquals(note(NOWHERE, "one"), bob.next());
                        assertEquals(note(NOWHERE, "three"), bob.next());
                        ada.halfClose();
                        bob.halfClose();
                        assertNull(ada.next());
                        assertNull(bob.next());
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("RouteChat keeps the last 100 notes of a place, and 1,000 places")
    void bounds(String style) throws Exception {
        for (int i = 0; i < 150; i++) {
            notes.leave(note(NOWHERE, "" + i));
        }
        for (int i = 1; i < Notes.PLACES; i++) {
            notes.leave(note(RouteGuideClient.point(i, 0), "here"));
        }
        guided(
                style,
                guide -> {
                    try (ClientCall<RouteNote, RouteNote> chat = guide.routeChat()) {
                        chat.send(note(NOWHERE, "150"));
                        for (int i = 50; i < 150; i++) {
                            assertEquals(note(NOWHERE, "" + i), chat.next());
                        }
                        chat.send(note(RouteGuideClient.point(0, 7), "no place"));
                        RpcException full = assertThrows(RpcException.class, chat::next);
                        assertEquals(Code.RESOURCE_EXHAUSTED, full.status().code());
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("the example's client asks in all four ways, over TLS")
    void overTls(String style, @TempDir Path folder) throws Exception {
        KeyFile file = KeyFile.in(folder);
        Tls tls = Tls.server(Certificates.load(file.chain(), file.key()));
        Services services =
                style.equals("direct") ? RouteGuideServer.direct() : RouteGuideServer.folded();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Server server = RouteGuideServer.serve(0, tls, services);
                Channel channel =
                        ChannelOptions.builder("localhost:" + port(server))
                                .secure()
                                .client(Client.builder().tls(Tls.client(file.chain())).build())
                                .open()) {
            RouteGuideClient.ask(
                    new RouteGuideRpc.Client(channel).within(Duration.ofSeconds(30)),
                    new PrintStream(out, true, StandardCharsets.UTF_8));
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        long features = lines.stream().filter(line -> line.startsWith("there is ")).count();
        assertTrue(features > 0, lines::toString);
        String first = lines.getFirst().substring("there is ".length());
        int at = (int) features;
        assertEquals("once more: " + first, lines.get(at));
        assertTrue(
                lines.get(at + 1).matches(features + " points, " + features + " features, \\d+ m"),
                lines::toString);
        assertEquals(
                List.of(
                        "left there before: one",
                        "left there before: one",
                        "left there before: two"),
                lines.subList(at + 2, lines.size()));
    }
}
