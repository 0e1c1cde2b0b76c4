package dev.stillframe.interop.client;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import dev.stillframe.interop.EchoKeys;
import dev.stillframe.interop.Payloads;
import dev.stillframe.interop.testing.EchoStatus;
import dev.stillframe.interop.testing.Empty;
import dev.stillframe.interop.testing.SimpleRequest;
import dev.stillframe.interop.testing.SimpleResponse;
import dev.stillframe.interop.testing.StreamingInputCallRequest;
import dev.stillframe.interop.testing.StreamingInputCallResponse;
import dev.stillframe.interop.testing.StreamingOutputCallRequest;
import dev.stillframe.interop.testing.StreamingOutputCallResponse;
import dev.stillframe.interop.testing.TestServiceRpc;
import dev.stillframe.interop.testing.UnimplementedServiceRpc;
import java.time.Duration;

/** Cases of metadata, and of how calls end. */
final class EndCases {
    private static final String INITIAL = "test_initial_metadata_value";
    private static final Octets TRAILING = Octets.of(0xab, 0xab, 0xab);
    private static final CallOptions ECHO =
            Play.OPTIONS.with(
                    Metadata.of(EchoKeys.INITIAL, INITIAL).plus(EchoKeys.TRAILING, TRAILING));
    private static final String PLAIN = "test status message";
    private static final String SPECIAL =
            "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \ud83d\ude08\t\n";

    private EndCases() {}

    // ---- metadata

    static void metadata(Play play) throws RpcException, CaseFailed {
        // A call of one request by the interface that shows metadata.
        try (ClientCall<SimpleRequest, SimpleResponse> call =
                play.channel().open(TestServiceRpc.UNARY_CALL, ECHO)) {
            call.send(UnaryCases.request(UnaryCases.REQUEST, UnaryCases.RESPONSE).build());
            call.halfClose();
            SimpleResponse response = Expect.some("response", call.next());
            Expect.zeros(response.getPayload(), UnaryCases.RESPONSE);
            Expect.end(call);
            echoed(call);
        }
        try (ClientCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call =
                play.service().with(ECHO).fullDuplexCall()) {
            call.send(StreamCases.order(UnaryCases.REQUEST, UnaryCases.RESPONSE));
            call.halfClose();
            StreamCases.take(UnaryCases.RESPONSE, call);
            Expect.end(call);
            echoed(call);
        }
    }

    private static void echoed(ClientCall<?, ?> call) throws RpcException, CaseFailed {
        Expect.same(EchoKeys.INITIAL, INITIAL, call.headers().value(EchoKeys.INITIAL));
        Metadata trailers = Expect.some("trailers", call.trailers());
        Expect.same(EchoKeys.TRAILING, TRAILING, trailers.octets(EchoKeys.TRAILING));
    }

    // ---- statuses

    static void statusAndMessage(Play play) throws RpcException, CaseFailed {
        EchoStatus asked = asked(PLAIN);
        same(PLAIN, Expect.failure(Code.UNKNOWN, () -> unary(play, asked)));
        try (ClientCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call =
                play.service().fullDuplexCall()) {
            Status status =
                    Expect.failure(
                            Code.UNKNOWN,
                            () -> {
                                call.send(
                                        StreamingOutputCallRequest.newBuilder()
                                                .setResponseStatus(asked)
                                                .build());
                                call.halfClose();
                                call.next();
                            });
            same(PLAIN, status);
        }
    }

    static void specialMessage(Play play) throws CaseFailed {
        same(SPECIAL, Expect.failure(Code.UNKNOWN, () -> unary(play, asked(SPECIAL))));
    }

    private static EchoStatus asked(String message) {
        return EchoStatus.newBuilder().setCode(Code.UNKNOWN.number()).setMessage(message).build();
    }

    private static void unary(Play play, EchoStatus asked) throws RpcException {
        play.service().unaryCall(SimpleRequest.newBuilder().setResponseStatus(asked).build());
    }

    private static void same(String message, Status status) throws CaseFailed {
        Expect.same("the status's message", message, status.message());
    }

    static void unimplementedMethod(Play play) throws CaseFailed {
        Expect.failure(
                Code.UNIMPLEMENTED,
                () -> play.service().unimplementedCall(Empty.getDefaultInstance()));
    }

    static void unimplementedService(Play play) throws CaseFailed {
        UnimplementedServiceRpc.Client nobody =
                new UnimplementedServiceRpc.Client(play.channel(), Play.OPTIONS);
        Expect.failure(
                Code.UNIMPLEMENTED, () -> nobody.unimplementedCall(Empty.getDefaultInstance()));
    }

    // ---- early ends

    static void cancelAfterBegin(Play play) throws RpcException, CaseFailed {
        try (ClientCall<StreamingInputCallRequest, StreamingInputCallResponse> call =
                play.service().streamingInputCall()) {
            call.cancel();
            Expect.failure(Code.CANCELLED, call::next);
        }
    }

    static void cancelAfterFirstResponse(Play play) throws RpcException, CaseFailed {
        try (ClientCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call =
                play.service().fullDuplexCall()) {
            call.send(StreamCases.order(27_182, 31_415));
            StreamCases.take(31_415, call);
            call.cancel();
            Expect.failure(Code.CANCELLED, call::next);
        }
    }

    static void timeout(Play play) throws CaseFailed {
        CallOptions brief = Play.OPTIONS.within(Duration.ofMillis(1));
        StreamingOutputCallRequest request =
                StreamingOutputCallRequest.newBuilder().setPayload(Payloads.zeros(27_182)).build();
        Expect.failure(
                Code.DEADLINE_EXCEEDED,
                () -> {
                    try (ClientCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call =
                            play.service().with(brief).fullDuplexCall()) {
                        call.send(request);
                        call.next();
                    }
                });
    }
}
