package dev.stillframe.interop.client;

import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.interop.Payloads;
import dev.stillframe.interop.testing.ResponseParameters;
import dev.stillframe.interop.testing.StreamingInputCallRequest;
import dev.stillframe.interop.testing.StreamingInputCallResponse;
import dev.stillframe.interop.testing.StreamingOutputCallRequest;
import dev.stillframe.interop.testing.StreamingOutputCallResponse;

/** Cases of calls in which one side or both stream. */
final class StreamCases {
    private static final int[] REQUESTS = {27_182, 8, 1_828, 45_904};
    private static final int[] RESPONSES = {31_415, 9, 2_653, 58_979};
    private static final int FOUR_MEGABYTES = 4_000_000;

    private StreamCases() {}

    static void client(Play play) throws RpcException, CaseFailed {
        try (ClientCall<StreamingInputCallRequest, StreamingInputCallResponse> call =
                play.service().streamingInputCall()) {
            int total = 0;
            for (int octets : REQUESTS) {
                call.send(
                        StreamingInputCallRequest.newBuilder()
                                .setPayload(Payloads.zeros(octets))
                                .build());
                total += octets;
            }
            call.halfClose();
            summed(total, call);
        }
    }

    /** The one response, and the end. */
    static void summed(int total, Source<StreamingInputCallResponse> responses)
            throws RpcException, CaseFailed {
        StreamingInputCallResponse response = Expect.some("response", responses.next());
        Expect.same("the sum", total, response.getAggregatedPayloadSize());
        Expect.end(responses);
    }

    static void server(Play play) throws RpcException, CaseFailed {
        StreamingOutputCallRequest.Builder request = StreamingOutputCallRequest.newBuilder();
        for (int octets : RESPONSES) {
            request.addResponseParameters(ResponseParameters.newBuilder().setSize(octets));
        }
        try (Source<StreamingOutputCallResponse> responses =
                play.service().streamingOutputCall(request.build())) {
            for (int octets : RESPONSES) {
                take(octets, responses);
            }
            Expect.end(responses);
        }
    }

    static StreamingOutputCallResponse take(
            int octets, Source<StreamingOutputCallResponse> responses)
            throws RpcException, CaseFailed {
        StreamingOutputCallResponse response = Expect.some("response", responses.next());
        Expect.zeros(response.getPayload(), octets);
        return response;
    }

    /** A request of so many octets, for a response of so many. */
    static StreamingOutputCallRequest order(int octets, int asked) {
        return StreamingOutputCallRequest.newBuilder()
                .addResponseParameters(ResponseParameters.newBuilder().setSize(asked))
                .setPayload(Payloads.zeros(octets))
                .build();
    }

    static void pingPong(Play play) throws RpcException, CaseFailed {
        try (ClientCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call =
                play.service().fullDuplexCall()) {
            for (int i = 0; i < REQUESTS.length; i++) {
                call.send(order(REQUESTS[i], RESPONSES[i]));
                take(RESPONSES[i], call);
            }
            call.halfClose();
            Expect.end(call);
        }
    }

    static void empty(Play play) throws RpcException, CaseFailed {
        try (ClientCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call =
                play.service().fullDuplexCall()) {
            call.halfClose();
            Expect.end(call);
        }
    }

    static void fourMegabytes(Play play) throws RpcException, CaseFailed {
        try (ClientCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call =
                play.service().fullDuplexCall()) {
            for (int i = 0; i < 2; i++) {
                call.send(order(FOUR_MEGABYTES, FOUR_MEGABYTES));
                take(FOUR_MEGABYTES, call);
            }
            call.halfClose();
            Expect.end(call);
        }
    }
}
