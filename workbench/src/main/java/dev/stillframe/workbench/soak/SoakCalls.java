package dev.stillframe.workbench.soak;

import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.Octets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A method of each kind, and one that never ends of itself, in direct style and as machines. What
 * comes goes back.
 */
public final class SoakCalls {
    /** The service in direct style. */
    public static final String DIRECT = "soak.Direct";

    /** The service of machines. */
    public static final String FOLDED = "soak.Folded";

    /** How often {@code Count} gives back its request. */
    public static final int COUNT = 10;

    private SoakCalls() {}

    private static Method<Octets, Octets> method(String service, Kind kind, String name) {
        return Method.of(kind, service, name, Codec.OCTETS, Codec.OCTETS);
    }

    /** Both. */
    public static Services services() {
        return Services.builder()
                .unary(method(DIRECT, Kind.UNARY, "Unary"), (request, call) -> request)
                .clientStreaming(
                        method(DIRECT, Kind.CLIENT_STREAMING, "Join"),
                        (requests, call) -> {
                            Octets all = Octets.EMPTY;
                            for (Octets each : requests) {
                                all = all.plus(each);
                            }
                            return all;
                        })
                .serverStreaming(
                        method(DIRECT, Kind.SERVER_STREAMING, "Count"),
                        (request, responses, call) -> {
                            for (int i = 0; i < COUNT; i++) {
                                responses.send(request);
                            }
                        })
                .bidirectional(
                        method(DIRECT, Kind.BIDIRECTIONAL, "Echo"),
                        (requests, responses, call) -> {
                            for (Octets each : requests) {
                                responses.send(each);
                            }
                        })
                .bidirectional(
                        method(DIRECT, Kind.BIDIRECTIONAL, "Wait"),
                        (requests, responses, call) -> {
                            Octets request = requests.next();
                            responses.send(request == null ? Octets.EMPTY : request);
                            new CountDownLatch(1).await();
                        })
                .machine(method(FOLDED, Kind.UNARY, "Unary"), () -> new Echo(1, true))
                .machine(method(FOLDED, Kind.CLIENT_STREAMING, "Join"), Join::new)
                .machine(
                        method(FOLDED, Kind.SERVER_STREAMING, "Count"), () -> new Echo(COUNT, true))
                .machine(method(FOLDED, Kind.BIDIRECTIONAL, "Echo"), () -> new Echo(1, true))
                .machine(method(FOLDED, Kind.BIDIRECTIONAL, "Wait"), () -> new Echo(1, false))
                .build();
    }

    /**
     * Gives back each request.
     *
     * @param times how often
     * @param ends whether it ends when its client does
     */
    private record Echo(int times, boolean ends) implements Machine<Echo.Left, Octets, Octets> {
        /** What is still to be given back. */
        record Left(Octets request, int times, boolean last) {}

        @Override
        public Left initial() {
            return new Left(Octets.EMPTY, 0, false);
        }

        @Override
        public List<Action<Left, Octets>> on(Signal<Octets> signal, Left left) {
            return switch (signal) {
                case Signal.Message<Octets> message ->
                        List.of(
                                new Action.Send<>(message.message()),
                                new Action.Become<>(
                                        new Left(message.message(), times - 1, left.last())));
                case Signal.HalfClosed<Octets> ignored ->
                        List.of(new Action.Become<>(new Left(left.request(), left.times(), true)));
                default -> List.of();
            };
        }

        @Override
        public Pull<Left, Octets> generate(Left left) {
            if (left.times() > 0) {
                return new Pull.Emit<>(
                        left.request(), new Left(left.request(), left.times() - 1, left.last()));
            }
            return left.last() && ends ? Pull.Done.of(left) : new Pull.Idle<>(left);
        }
    }

    /** Gives back all requests as one. */
    private record Join() implements Machine<Octets, Octets, Octets> {
        @Override
        public Octets initial() {
            return Octets.EMPTY;
        }

        @Override
        public List<Action<Octets, Octets>> on(Signal<Octets> signal, Octets all) {
            return switch (signal) {
                case Signal.Message<Octets> message ->
                        List.of(new Action.Become<>(all.plus(message.message())));
                case Signal.HalfClosed<Octets> ignored ->
                        List.of(new Action.Send<>(all), Action.Finish.ok());
                default -> List.of();
            };
        }
    }
}
