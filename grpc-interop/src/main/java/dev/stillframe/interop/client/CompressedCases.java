package dev.stillframe.interop.client;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.interop.Payloads;
import dev.stillframe.interop.testing.BoolValue;
import dev.stillframe.interop.testing.ResponseParameters;
import dev.stillframe.interop.testing.SimpleRequest;
import dev.stillframe.interop.testing.SimpleResponse;
import dev.stillframe.interop.testing.StreamingInputCallRequest;
import dev.stillframe.interop.testing.StreamingInputCallResponse;
import dev.stillframe.interop.testing.StreamingOutputCallRequest;
import dev.stillframe.interop.testing.StreamingOutputCallResponse;
import dev.stillframe.interop.testing.TestServiceRpc;

/** Cases of compressed messages, and of some that are not. */
final class CompressedCases {
    private static final CallOptions GZIP = Play.OPTIONS.compressing("gzip");
    private static final int FIRST = 27_182;
    private static final int SECOND = 45_904;
    private static final int[] RESPONSES = {31_415, 92_653};

    private CompressedCases() {}

    private static BoolValue bool(boolean value) {
        return BoolValue.newBuilder().setValue(value).build();
    }

    // ---- the client's

    static void clientUnary(Play play) throws RpcException, CaseFailed {
        Expect.failure(Code.INVALID_ARGUMENT, () -> play.service().unaryCall(expecting(true)));
        clientUnaryWithoutProbe(play);
    }

    static void clientUnaryWithoutProbe(Play play) throws RpcException, CaseFailed {
        TestServiceRpc.Client compressing = play.service().with(GZIP);
        Expect.zeros(compressing.unaryCall(expecting(true)).getPayload(), UnaryCases.RESPONSE);
        Expect.zeros(play.service().unaryCall(expecting(false)).getPayload(), UnaryCases.RESPONSE);
    }

    private static SimpleRequest expecting(boolean compressed) {
        return UnaryCases.request(UnaryCases.REQUEST, UnaryCases.RESPONSE)
                .setExpectCompressed(bool(compressed))
                .build();
    }

    static void clientStreaming(Play play) throws RpcException, CaseFailed {
        try (ClientCall<StreamingInputCallRequest, StreamingInputCallResponse> call =
                play.service().streamingInputCall()) {
            Expect.failure(
                    Code.INVALID_ARGUMENT,
                    () -> {
                        call.send(expecting(true, FIRST));
                        call.halfClose();
                        call.next();
                    });
        }
        clientStreamingWithoutProbe(play);
    }

    static void clientStreamingWithoutProbe(Play play) throws RpcException, CaseFailed {
        try (ClientCall<StreamingInputCallRequest, StreamingInputCallResponse> call =
                play.service().with(GZIP).streamingInputCall()) {
            call.send(expecting(true, FIRST));
            call.compressing(false);
            call.send(expecting(false, SECOND));
            call.halfClose();
            StreamCases.summed(FIRST + SECOND, call);
        }
    }

    private static StreamingInputCallRequest expecting(boolean compressed, int octets) {
        return StreamingInputCallRequest.newBuilder()
                .setExpectCompressed(bool(compressed))
                .setPayload(Payloads.zeros(octets))
                .build();
    }

    // ---- the server's

    static void serverUnary(Play play) throws RpcException, CaseFailed {
        for (boolean compressed : new boolean[] {true, false}) {
            SimpleRequest request =
                    UnaryCases.request(UnaryCases.REQUEST, UnaryCases.RESPONSE)
                            .setResponseCompressed(bool(compressed))
                            .build();
            SimpleResponse response = play.service().unaryCall(request);
            Expect.compressed(compressed, response);
            Expect.zeros(response.getPayload(), UnaryCases.RESPONSE);
        }
    }

    static void serverStreaming(Play play) throws RpcException, CaseFailed {
        StreamingOutputCallRequest request =
                StreamingOutputCallRequest.newBuilder()
                        .addResponseParameters(ordered(true, RESPONSES[0]))
                        .addResponseParameters(ordered(false, RESPONSES[1]))
                        .build();
        try (Source<StreamingOutputCallResponse> responses =
                play.service().streamingOutputCall(request)) {
            Expect.compressed(true, StreamCases.take(RESPONSES[0], responses));
            Expect.compressed(false, StreamCases.take(RESPONSES[1], responses));
            Expect.end(responses);
        }
    }

    private static ResponseParameters ordered(boolean compressed, int octets) {
        return ResponseParameters.newBuilder()
                .setSize(octets)
                .setCompressed(bool(compressed))
                .build();
    }
}
