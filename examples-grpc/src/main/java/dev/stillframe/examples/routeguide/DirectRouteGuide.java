package dev.stillframe.examples.routeguide;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.examples.routeguide.rpc.Feature;
import dev.stillframe.examples.routeguide.rpc.Point;
import dev.stillframe.examples.routeguide.rpc.Rectangle;
import dev.stillframe.examples.routeguide.rpc.RouteGuideRpc;
import dev.stillframe.examples.routeguide.rpc.RouteNote;
import dev.stillframe.examples.routeguide.rpc.RouteSummary;
import java.time.InstantSource;

/** The guide in direct style: each call has a virtual thread, and waits where it must. */
record DirectRouteGuide(Features features, Notes notes, InstantSource clock)
        implements RouteGuideRpc.Service {
    @Override
    public Feature getFeature(Point place, Call call) {
        return features.at(place);
    }

    @Override
    public void listFeatures(Rectangle area, Sink<Feature> found, Call call) throws RpcException {
        for (Feature feature : features.in(area)) {
            found.send(feature);
        }
    }

    @Override
    public RouteSummary recordRoute(Source<Point> points, Call call) throws RpcException {
        Route route = Route.from(clock.instant());
        for (Point point : points) {
            route = route.to(point, features);
        }
        return route.summary(clock.instant());
    }

    @Override
    public void routeChat(Source<RouteNote> left, Sink<RouteNote> answers, Call call)
            throws RpcException {
        for (RouteNote note : left) {
            var before = notes.leave(note).orElseThrow(() -> new RpcException(Notes.FULL));
            for (RouteNote earlier : before) {
                answers.send(earlier);
            }
        }
    }
}
