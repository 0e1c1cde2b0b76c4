package dev.stillframe.interop.client;

import com.google.protobuf.ByteString;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.interop.Payloads;
import dev.stillframe.interop.testing.Empty;
import dev.stillframe.interop.testing.Payload;
import dev.stillframe.interop.testing.SimpleRequest;
import dev.stillframe.interop.testing.SimpleResponse;
import dev.stillframe.interop.testing.TestServiceRpc;

/** Cases of calls with one request and one response. */
final class UnaryCases {
    /** Octets of the payloads that most cases send and ask for. */
    static final int REQUEST = 271_828;

    static final int RESPONSE = 314_159;
    private static final int FOUR_MEGABYTES = 4_000_000;
    private static final int VERY_LARGE = 10 << 20;
    private static final int PICKS = 50;

    private UnaryCases() {}

    static void empty(Play play) throws RpcException, CaseFailed {
        Empty response = play.service().emptyCall(Empty.getDefaultInstance());
        Expect.same("octets of the response", 0, response.getSerializedSize());
    }

    static void large(Play play) throws RpcException, CaseFailed {
        large(play.service());
    }

    /** A call with the usual payloads. */
    static void large(TestServiceRpc.Client service) throws RpcException, CaseFailed {
        SimpleResponse response = service.unaryCall(request(REQUEST, RESPONSE).build());
        Expect.zeros(response.getPayload(), RESPONSE);
    }

    static SimpleRequest.Builder request(int octets, int asked) {
        return SimpleRequest.newBuilder().setResponseSize(asked).setPayload(Payloads.zeros(octets));
    }

    static void veryLargeRequest(Play play) throws RpcException, CaseFailed {
        SimpleResponse response = play.service().unaryCall(request(VERY_LARGE, 10).build());
        Expect.zeros(response.getPayload(), 10);
    }

    static void fourMegabytes(Play play) throws RpcException, CaseFailed {
        SimpleResponse response =
                play.service().unaryCall(request(FOUR_MEGABYTES, FOUR_MEGABYTES).build());
        Expect.zeros(response.getPayload(), FOUR_MEGABYTES);
    }

    static void cacheable(Play play) throws RpcException, CaseFailed {
        // Some caches keep nothing for clients of their own machine.
        TestServiceRpc.Client service =
                play.service().with(Play.OPTIONS.with("x-user-ip", "1.2.3.4"));
        SimpleRequest request = timed();
        SimpleResponse first = service.cacheableUnaryCall(request);
        Expect.same("the second response", first, service.cacheableUnaryCall(request));
        Expect.that(
                !first.equals(service.cacheableUnaryCall(timed())),
                "another request had the same response");
    }

    private static SimpleRequest timed() {
        ByteString now = ByteString.copyFromUtf8(Long.toString(System.nanoTime()));
        return SimpleRequest.newBuilder().setPayload(Payload.newBuilder().setBody(now)).build();
    }

    static void pickFirst(Play play) throws RpcException, CaseFailed {
        SimpleRequest request = SimpleRequest.newBuilder().setFillServerId(true).build();
        String first = play.service().unaryCall(request).getServerId();
        Expect.that(!first.isEmpty(), "the server has not said who it is");
        for (int i = 1; i < PICKS; i++) {
            Expect.same(
                    "the server's name", first, play.service().unaryCall(request).getServerId());
        }
    }
}
