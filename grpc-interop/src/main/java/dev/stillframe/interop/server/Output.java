package dev.stillframe.interop.server;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.interop.testing.ResponseParameters;
import dev.stillframe.interop.testing.StreamingOutputCallRequest;
import dev.stillframe.interop.testing.StreamingOutputCallResponse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Responses as requests have ordered them, made by the generator as there is credit. Those that
 * have to wait, or say whether they are compressed, are sent by signals, and all that are due with
 * them.
 *
 * @param reports set where a request says so
 * @param eager whether a request is answered as it comes, and not once all are here
 */
record Output(LoadReports reports, boolean eager)
        implements Machine<Output.Due, StreamingOutputCallRequest, StreamingOutputCallResponse> {
    /**
     * What is to be done.
     *
     * @param metadata the client's
     * @param responses in order
     * @param waiting whether the first one waits for its time
     * @param ended whether no more requests come
     */
    record Due(
            Metadata metadata, List<ResponseParameters> responses, Waiting waiting, boolean ended) {
        /** Whether the generator goes on. */
        private boolean isBySignals() {
            return waiting == Waiting.YES
                    || responses.stream().anyMatch(r -> r.hasCompressed() || r.getIntervalUs() > 0);
        }

        private Due and(List<ResponseParameters> more) {
            List<ResponseParameters> all = new ArrayList<>(responses);
            all.addAll(more);
            return new Due(metadata, List.copyOf(all), waiting, ended);
        }

        private Due withoutFirst() {
            return new Due(metadata, responses.subList(1, responses.size()), Waiting.NO, ended);
        }
    }

    /** Whether a response has been asked to wait. */
    enum Waiting {
        YES,
        NO
    }

    @Override
    public Due initial() {
        return new Due(Metadata.EMPTY, List.of(), Waiting.NO, false);
    }

    @Override
    public List<Action<Due, StreamingOutputCallResponse>> on(
            Signal<StreamingOutputCallRequest> signal, Due due) {
        try {
            return switch (signal) {
                case Signal.Begin<StreamingOutputCallRequest> begin ->
                        begin(begin.head().metadata());
                case Signal.Message<StreamingOutputCallRequest> said -> order(said.message(), due);
                case Signal.HalfClosed<StreamingOutputCallRequest> ignored ->
                        goOn(
                                new Due(due.metadata(), due.responses(), due.waiting(), true),
                                new ArrayList<>());
                case Signal.Tick<StreamingOutputCallRequest> ignored -> inTime(due);
                default -> List.of();
            };
        } catch (RpcException refused) {
            return List.of(new Action.Finish<>(refused.status(), refused.trailers()));
        }
    }

    private static List<Action<Due, StreamingOutputCallResponse>> begin(Metadata metadata) {
        List<Action<Due, StreamingOutputCallResponse>> actions = new ArrayList<>(3);
        actions.add(new Action.Become<>(new Due(metadata, List.of(), Waiting.NO, false)));
        Metadata initial = Replies.initial(metadata);
        if (!initial.isEmpty()) {
            actions.add(new Action.Headers<>(initial));
        }
        return actions;
    }

    private List<Action<Due, StreamingOutputCallResponse>> order(
            StreamingOutputCallRequest request, Due due) throws RpcException {
        Replies.end(request.hasResponseStatus(), request.getResponseStatus(), due.metadata());
        if (request.hasOrcaOobReport()) {
            reports.set(Replies.report(request.getOrcaOobReport()));
        }
        return goOn(due.and(request.getResponseParametersList()), new ArrayList<>());
    }

    private List<Action<Due, StreamingOutputCallResponse>> inTime(Due due) throws RpcException {
        List<Action<Due, StreamingOutputCallResponse>> actions = new ArrayList<>();
        send(due.responses().getFirst(), actions);
        return goOn(due.withoutFirst(), actions);
    }

    private List<Action<Due, StreamingOutputCallResponse>> goOn(
            Due due, List<Action<Due, StreamingOutputCallResponse>> actions) throws RpcException {
        Due next = due;
        if (due.waiting() == Waiting.NO && isTime(due) && due.isBySignals()) {
            while (!next.responses().isEmpty()) {
                ResponseParameters first = next.responses().getFirst();
                if (first.getIntervalUs() > 0) {
                    Duration time = Duration.of(first.getIntervalUs(), ChronoUnit.MICROS);
                    actions.add(new Action.After<>(time, "response"));
                    next = new Due(next.metadata(), next.responses(), Waiting.YES, next.ended());
                    break;
                }
                send(first, actions);
                next = next.withoutFirst();
            }
        }
        actions.add(new Action.Become<>(next));
        return actions;
    }

    private boolean isTime(Due due) {
        return eager || due.ended();
    }

    private static void send(
            ResponseParameters parameters, List<Action<Due, StreamingOutputCallResponse>> actions)
            throws RpcException {
        actions.add(new Action.Compress<>(parameters.getCompressed().getValue()));
        actions.add(new Action.Send<>(Replies.output(parameters)));
    }

    @Override
    public Pull<Due, StreamingOutputCallResponse> generate(Due due) {
        if (!isTime(due) || due.isBySignals()) {
            return new Pull.Idle<>(due);
        }
        if (due.responses().isEmpty()) {
            return due.ended()
                    ? new Pull.Done<>(due, Replies.trailing(due.metadata()))
                    : new Pull.Idle<>(due);
        }
        try {
            return new Pull.Emit<>(Replies.output(due.responses().getFirst()), due.withoutFirst());
        } catch (RpcException refused) {
            throw new UncheckedRpcException(refused);
        }
    }
}
