package dev.stillframe.interop.server;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.interop.testing.Empty;
import dev.stillframe.interop.testing.ResponseParameters;
import dev.stillframe.interop.testing.SimpleRequest;
import dev.stillframe.interop.testing.SimpleResponse;
import dev.stillframe.interop.testing.StreamingInputCallRequest;
import dev.stillframe.interop.testing.StreamingInputCallResponse;
import dev.stillframe.interop.testing.StreamingOutputCallRequest;
import dev.stillframe.interop.testing.StreamingOutputCallResponse;
import dev.stillframe.interop.testing.TestServiceRpc;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The test service in direct style. */
final class DirectTestService implements TestServiceRpc.Service {
    private final Replies replies;
    private final LoadReports reports;

    DirectTestService(Replies replies, LoadReports reports) {
        this.replies = replies;
        this.reports = reports;
    }

    /** Sends back what comes back of the metadata. */
    private static void begin(Call call) throws RpcException {
        Metadata initial = Replies.initial(call.head().metadata());
        if (!initial.isEmpty()) {
            call.headers(initial);
        }
        call.trailers(Replies.trailing(call.head().metadata()));
    }

    @Override
    public Empty emptyCall(Empty request, Call call) throws RpcException {
        begin(call);
        return Empty.getDefaultInstance();
    }

    @Override
    public SimpleResponse unaryCall(SimpleRequest request, Call call) throws RpcException {
        begin(call);
        Replies.expect(request.hasExpectCompressed(), request.getExpectCompressed(), request);
        Replies.end(
                request.hasResponseStatus(), request.getResponseStatus(), call.head().metadata());
        call.compressing(request.getResponseCompressed().getValue());
        call.trailers(Replies.reported(request));
        return replies.simple(request);
    }

    @Override
    public SimpleResponse cacheableUnaryCall(SimpleRequest request, Call call) throws RpcException {
        call.headers(Replies.CACHEABLE);
        return replies.cacheable(request);
    }

    @Override
    public StreamingInputCallResponse streamingInputCall(
            Source<StreamingInputCallRequest> requests, Call call) throws RpcException {
        begin(call);
        int octets = 0;
        for (StreamingInputCallRequest request : requests) {
            Replies.expect(request.hasExpectCompressed(), request.getExpectCompressed(), request);
            octets += request.getPayload().getBody().size();
        }
        return StreamingInputCallResponse.newBuilder().setAggregatedPayloadSize(octets).build();
    }

    @Override
    public void streamingOutputCall(
            StreamingOutputCallRequest request,
            Sink<StreamingOutputCallResponse> responses,
            Call call)
            throws RpcException, InterruptedException {
        begin(call);
        answer(request, responses, call);
    }

    @Override
    public void fullDuplexCall(
            Source<StreamingOutputCallRequest> requests,
            Sink<StreamingOutputCallResponse> responses,
            Call call)
            throws RpcException, InterruptedException {
        begin(call);
        for (StreamingOutputCallRequest request : requests) {
            answer(request, responses, call);
        }
    }

    @Override
    public void halfDuplexCall(
            Source<StreamingOutputCallRequest> requests,
            Sink<StreamingOutputCallResponse> responses,
            Call call)
            throws RpcException, InterruptedException {
        begin(call);
        List<StreamingOutputCallRequest> all = new ArrayList<>();
        requests.forEach(all::add);
        for (StreamingOutputCallRequest request : all) {
            answer(request, responses, call);
        }
    }

    private void answer(
            StreamingOutputCallRequest request,
            Sink<StreamingOutputCallResponse> responses,
            Call call)
            throws RpcException, InterruptedException {
        Replies.end(
                request.hasResponseStatus(), request.getResponseStatus(), call.head().metadata());
        if (request.hasOrcaOobReport()) {
            reports.set(Replies.report(request.getOrcaOobReport()));
        }
        for (ResponseParameters each : request.getResponseParametersList()) {
            if (each.getIntervalUs() > 0) {
                Thread.sleep(Duration.of(each.getIntervalUs(), ChronoUnit.MICROS));
            }
            call.compressing(each.getCompressed().getValue());
            responses.send(Replies.output(each));
        }
    }
}
