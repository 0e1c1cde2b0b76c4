package dev.stillframe.examples.routeguide;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ChannelOptionsBuilder;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.examples.routeguide.rpc.Feature;
import dev.stillframe.examples.routeguide.rpc.Point;
import dev.stillframe.examples.routeguide.rpc.Rectangle;
import dev.stillframe.examples.routeguide.rpc.RouteGuideRpc;
import dev.stillframe.examples.routeguide.rpc.RouteNote;
import dev.stillframe.examples.routeguide.rpc.RouteSummary;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks the guide in all four ways. */
public final class RouteGuideClient {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RouteGuideClient() {}

    /** {@code RouteGuideClient HOST:PORT [CHAIN.pem]}: with a file it trusts, over TLS. */
    public static void main(String[] args) throws IOException, RpcException {
        ChannelOptionsBuilder options = ChannelOptions.builder(args[0]);
        if (args.length > 1) {
            Tls tls = Tls.client(Path.of(args[1]));
            options.secure().client(Client.builder().tls(tls).build());
        }
        try (Channel channel = options.open()) {
            ask(new RouteGuideRpc.Client(channel).within(PATIENCE), System.out);
        }
    }

    static void ask(RouteGuideRpc.Client guide, PrintStream out) throws RpcException {
        Rectangle area =
                Rectangle.newBuilder()
                        .setLo(point(470_000_000, 100_000_000))
                        .setHi(point(480_000_000, 103_000_000))
                        .build();
        List<Feature> features = list(guide, area);
        for (Feature feature : features) {
            out.println("there is " + feature.getName());
        }

        Feature first = guide.getFeature(features.getFirst().getLocation());
        out.println("once more: " + first.getName());

        RouteSummary summary = walk(guide, features);
        out.printf(
                "%d points, %d features, %d m%n",
                summary.getPointCount(), summary.getFeatureCount(), summary.getDistance());

        chat(guide, first.getLocation(), out);
    }

    private static List<Feature> list(RouteGuideRpc.Client guide, Rectangle area)
            throws RpcException {
        List<Feature> found = new ArrayList<>();
        try (Source<Feature> features = guide.listFeatures(area)) {
            for (Feature feature : features) {
                found.add(feature);
            }
        }
        return found;
    }

    private static RouteSummary walk(RouteGuideRpc.Client guide, List<Feature> along)
            throws RpcException {
        try (ClientCall<Point, RouteSummary> route = guide.recordRoute()) {
            for (Feature feature : along) {
                route.send(feature.getLocation());
            }
            route.halfClose();
            return route.iterator().next();
        }
    }

    private static void chat(RouteGuideRpc.Client guide, Point place, PrintStream out)
            throws RpcException {
        try (ClientCall<RouteNote, RouteNote> chat = guide.routeChat()) {
            for (String message : List.of("one", "two", "three")) {
                chat.send(RouteNote.newBuilder().setLocation(place).setMessage(message).build());
            }
            chat.halfClose();
            for (RouteNote earlier : chat) {
                out.println("left there before: " + earlier.getMessage());
            }
        }
    }

    static Point point(int latitude, int longitude) {
        return Point.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
    }
}
