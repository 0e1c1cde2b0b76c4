package dev.stillframe.examples.routeguide;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.examples.routeguide.rpc.Feature;
import dev.stillframe.examples.routeguide.rpc.Point;
import dev.stillframe.examples.routeguide.rpc.Rectangle;
import dev.stillframe.examples.routeguide.rpc.RouteGuideRpc;
import dev.stillframe.examples.routeguide.rpc.RouteNote;
import dev.stillframe.examples.routeguide.rpc.RouteSummary;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The guide as machines: each call is a fold on the connection's loop, and has no thread. */
record FoldedRouteGuide(Features features, Notes notes, InstantSource clock)
        implements RouteGuideRpc.Machines {
    @Override
    public Machine<?, Point, Feature> getFeature() {
        return new Getting(features);
    }

    @Override
    public Machine<?, Rectangle, Feature> listFeatures() {
        return new Listing(features);
    }

    @Override
    public Machine<?, Point, RouteSummary> recordRoute() {
        return new Recording(features, clock);
    }

    @Override
    public Machine<?, RouteNote, RouteNote> routeChat() {
        return new Chatting(notes);
    }

    /** There is nothing to remember: the context says only whether it was asked. */
    private record Getting(Features features) implements Machine<Boolean, Point, Feature> {
        @Override
        public Boolean initial() {
            return false;
        }

        @Override
        public List<Action<Boolean, Feature>> on(Signal<Point> signal, Boolean asked) {
            return signal instanceof Signal.Message<Point> place
                    ? List.of(
                            new Action.Become<>(true),
                            new Action.Send<>(features.at(place.message())),
                            Action.Finish.ok())
                    : List.of();
        }
    }

    /** The context is what is still to be sent; it is sent as the client takes it. */
    private record Listing(Features features) implements Machine<Listing.Left, Rectangle, Feature> {
        record Left(boolean asked, List<Feature> features) {}

        @Override
        public Left initial() {
            return new Left(false, List.of());
        }

        @Override
        public List<Action<Left, Feature>> on(Signal<Rectangle> signal, Left left) {
            return signal instanceof Signal.Message<Rectangle> area
                    ? List.of(new Action.Become<>(new Left(true, features.in(area.message()))))
                    : List.of();
        }

        @Override
        public Pull<Left, Feature> generate(Left left) {
            if (!left.asked) {
                return new Pull.Idle<>(left);
            }
            List<Feature> all = left.features;
            return all.isEmpty()
                    ? Pull.Done.of(left)
                    : new Pull.Emit<>(all.getFirst(), new Left(true, all.subList(1, all.size())));
        }
    }

    /** The context is the route so far. */
    private record Recording(Features features, InstantSource clock)
            implements Machine<Route, Point, RouteSummary> {
        @Override
        public Route initial() {
            return Route.from(clock.instant());
        }

        @Override
        public List<Action<Route, RouteSummary>> on(Signal<Point> signal, Route route) {
            if (signal instanceof Signal.Message<Point> point) {
                return List.of(new Action.Become<>(route.to(point.message(), features)));
            }
            return signal instanceof Signal.HalfClosed<Point>
                    ? List.of(new Action.Send<>(route.summary(clock.instant())), Action.Finish.ok())
                    : List.of();
        }
    }

    /** The context is what is still to be answered; who sends and never takes is sent away. */
    private record Chatting(Notes notes) implements Machine<Chatting.Left, RouteNote, RouteNote> {
        private static final int MOST = 10 * Notes.AT_ONE_PLACE;
        private static final Status TOO_SLOW =
                Status.of(Code.RESOURCE_EXHAUSTED, "too many answers were not taken");

        record Left(boolean over, List<RouteNote> answers) {}

        @Override
        public Left initial() {
            return new Left(false, List.of());
        }

        @Override
        public List<Action<Left, RouteNote>> on(Signal<RouteNote> signal, Left left) {
            if (signal instanceof Signal.Message<RouteNote> note) {
                return notes.leave(note.message())
                        .map(before -> and(left, before))
                        .orElse(List.of(Action.Finish.with(Notes.FULL)));
            }
            return signal instanceof Signal.HalfClosed<RouteNote>
                    ? List.of(new Action.Become<>(new Left(true, left.answers)))
                    : List.of();
        }

        private static List<Action<Left, RouteNote>> and(Left left, List<RouteNote> more) {
            if (left.answers.size() > MOST) {
                return List.of(Action.Finish.with(TOO_SLOW));
            }
            List<RouteNote> all = new ArrayList<>(left.answers);
            all.addAll(more);
            return List.of(new Action.Become<>(new Left(false, List.copyOf(all))));
        }

        @Override
        public Pull<Left, RouteNote> generate(Left left) {
            List<RouteNote> all = left.answers;
            if (all.isEmpty()) {
                return left.over ? Pull.Done.of(left) : new Pull.Idle<>(left);
            }
            return new Pull.Emit<>(
                    all.getFirst(), new Left(left.over, List.copyOf(all.subList(1, all.size()))));
        }
    }
}
