package dev.stillframe.interop.server;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.interop.testing.Empty;
import dev.stillframe.interop.testing.SimpleRequest;
import dev.stillframe.interop.testing.SimpleResponse;
import dev.stillframe.interop.testing.StreamingInputCallRequest;
import dev.stillframe.interop.testing.StreamingInputCallResponse;
import dev.stillframe.interop.testing.StreamingOutputCallRequest;
import dev.stillframe.interop.testing.StreamingOutputCallResponse;
import dev.stillframe.interop.testing.TestServiceRpc;
import java.util.ArrayList;
import java.util.List;

/** The test service as machines. */
final class FoldedTestService implements TestServiceRpc.Machines {
    private final Replies replies;
    private final LoadReports reports;

    FoldedTestService(Replies replies, LoadReports reports) {
        this.replies = replies;
        this.reports = reports;
    }

    @Override
    public Machine<?, Empty, Empty> emptyCall() {
        return new One<>(
                (request, metadata) ->
                        One.answer(
                                Replies.initial(metadata),
                                false,
                                Empty.getDefaultInstance(),
                                Replies.trailing(metadata)));
    }

    @Override
    public Machine<?, SimpleRequest, SimpleResponse> unaryCall() {
        return new One<>(this::simple);
    }

    private List<Action<Metadata, SimpleResponse>> simple(SimpleRequest request, Metadata metadata)
            throws RpcException {
        Replies.expect(request.hasExpectCompressed(), request.getExpectCompressed(), request);
        Replies.end(request.hasResponseStatus(), request.getResponseStatus(), metadata);
        return One.answer(
                Replies.initial(metadata),
                request.getResponseCompressed().getValue(),
                replies.simple(request),
                Replies.trailing(metadata).plus(Replies.reported(request)));
    }

    @Override
    public Machine<?, SimpleRequest, SimpleResponse> cacheableUnaryCall() {
        return new One<>(
                (request, metadata) ->
                        One.answer(
                                Replies.CACHEABLE,
                                false,
                                replies.cacheable(request),
                                Metadata.EMPTY));
    }

    @Override
    public Machine<?, StreamingInputCallRequest, StreamingInputCallResponse> streamingInputCall() {
        return new Sum();
    }

    @Override
    public Machine<?, StreamingOutputCallRequest, StreamingOutputCallResponse>
            streamingOutputCall() {
        return new Output(reports, true);
    }

    @Override
    public Machine<?, StreamingOutputCallRequest, StreamingOutputCallResponse> fullDuplexCall() {
        return new Output(reports, true);
    }

    @Override
    public Machine<?, StreamingOutputCallRequest, StreamingOutputCallResponse> halfDuplexCall() {
        return new Output(reports, false);
    }

    /** What answers a request; the metadata is the client's. */
    @FunctionalInterface
    private interface Answering<I, O> {
        List<Action<Metadata, O>> to(I request, Metadata metadata) throws RpcException;
    }

    /** One request, one response. The context: the client's metadata. */
    private record One<I, O>(Answering<I, O> answering) implements Machine<Metadata, I, O> {
        static <O> List<Action<Metadata, O>> answer(
                Metadata initial, boolean compressed, O response, Metadata trailing) {
            List<Action<Metadata, O>> actions = new ArrayList<>(4);
            if (compressed) {
                actions.add(new Action.Compress<>(true));
            }
            if (!initial.isEmpty()) {
                actions.add(new Action.Headers<>(initial));
            }
            actions.add(new Action.Send<>(response));
            actions.add(new Action.Finish<>(Status.OK, trailing));
            return actions;
        }

        @Override
        public Metadata initial() {
            return Metadata.EMPTY;
        }

        @Override
        public List<Action<Metadata, O>> on(Signal<I> signal, Metadata metadata) {
            if (signal instanceof Signal.Begin<I> begin) {
                return List.of(new Action.Become<>(begin.head().metadata()));
            }
            if (!(signal instanceof Signal.Message<I> said)) {
                return List.of();
            }
            try {
                return answering.to(said.message(), metadata);
            } catch (RpcException refused) {
                return List.of(new Action.Finish<>(refused.status(), refused.trailers()));
            }
        }
    }

    /** Counts octets. The context: how many there were. */
    private static final class Sum
            implements Machine<Sum.Counted, StreamingInputCallRequest, StreamingInputCallResponse> {
        /** The client's metadata, and the octets of its payloads. */
        record Counted(Metadata metadata, int octets) {}

        @Override
        public Counted initial() {
            return new Counted(Metadata.EMPTY, 0);
        }

        @Override
        public List<Action<Counted, StreamingInputCallResponse>> on(
                Signal<StreamingInputCallRequest> signal, Counted counted) {
            return switch (signal) {
                case Signal.Begin<StreamingInputCallRequest> begin ->
                        List.of(new Action.Become<>(new Counted(begin.head().metadata(), 0)));
                case Signal.Message<StreamingInputCallRequest> said ->
                        count(said.message(), counted);
                case Signal.HalfClosed<StreamingInputCallRequest> ignored -> total(counted);
                default -> List.of();
            };
        }

        private static List<Action<Counted, StreamingInputCallResponse>> count(
                StreamingInputCallRequest request, Counted counted) {
            try {
                Replies.expect(
                        request.hasExpectCompressed(), request.getExpectCompressed(), request);
            } catch (RpcException refused) {
                return List.of(new Action.Finish<>(refused.status(), refused.trailers()));
            }
            int octets = counted.octets() + request.getPayload().getBody().size();
            return List.of(new Action.Become<>(new Counted(counted.metadata(), octets)));
        }

        private static List<Action<Counted, StreamingInputCallResponse>> total(Counted counted) {
            List<Action<Counted, StreamingInputCallResponse>> actions = new ArrayList<>(3);
            Metadata initial = Replies.initial(counted.metadata());
            if (!initial.isEmpty()) {
                actions.add(new Action.Headers<>(initial));
            }
            actions.add(
                    new Action.Send<>(
                            StreamingInputCallResponse.newBuilder()
                                    .setAggregatedPayloadSize(counted.octets())
                                    .build()));
            actions.add(new Action.Finish<>(Status.OK, Replies.trailing(counted.metadata())));
            return actions;
        }
    }
}
