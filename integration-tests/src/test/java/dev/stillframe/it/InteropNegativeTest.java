package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.interop.Payloads;
import dev.stillframe.interop.misbehaving.MisbehavingServer;
import dev.stillframe.interop.misbehaving.NegativeCase;
import dev.stillframe.interop.testing.Empty;
import dev.stillframe.interop.testing.SimpleRequest;
import dev.stillframe.interop.testing.SimpleResponse;
import dev.stillframe.interop.testing.TestServiceRpc;
import io.grpc.testing.integration.Http2Client;
import io.grpc.testing.integration.TestServiceClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** gRPC's negative cases of HTTP/2 (grpc/grpc doc/http2-interop-test-descriptions.md). */
@DisplayName("a server that misbehaves")
@ExtendWith(InteropRecord.class)
@Timeout(120)
class InteropNegativeTest {
    private static final int RESPONSE = 314_159;

    /**
     * Far more broken calls than a window has room for, if what they have brought were not given
     * back.
     */
    private static final int BROKEN = 50;

    private static final SimpleRequest REQUEST =
            SimpleRequest.newBuilder()
                    .setResponseSize(RESPONSE)
                    .setPayload(Payloads.zeros(271_828))
                    .build();

    /** A server, and our channel to it. */
    private record Played(NegativeCase which, MisbehavingServer server, Channel channel)
            implements AutoCloseable {
        static Played of(NegativeCase which) throws Exception {
            MisbehavingServer server = MisbehavingServer.start(which, 0);
            return new Played(
                    which, server, ChannelOptions.builder("127.0.0.1:" + server.port()).open());
        }

        TestServiceRpc.Client service() {
            return new TestServiceRpc.Client(
                    channel, CallOptions.DEFAULT.within(Duration.ofSeconds(60)));
        }

        void large() throws RpcException {
            SimpleResponse response = service().unaryCall(REQUEST);
            assertEquals(Payloads.zeros(RESPONSE), response.getPayload());
        }

        /** The server saw nothing wrong, and another call does well on the same connection. */
        void goesOn(int connections) throws RpcException {
            assertEquals(
                    Empty.getDefaultInstance(), service().emptyCall(Empty.getDefaultInstance()));
            assertEquals(List.of(), server.findings().wrong());
            assertEquals(connections, server.findings().connections());
            InteropRecord.negative(InteropPeer.STILLFRAME, which);
        }

        @Override
        public void close() {
            channel.close();
            server.close();
        }
    }

    @Test
    @DisplayName("goaway: the call is answered, and the next goes to another connection")
    void goaway() throws Exception {
        try (Played played = Played.of(NegativeCase.GOAWAY)) {
            played.large();
            played.large();
            assertEquals(2, played.server().findings().connections());
            played.goesOn(3);
        }
    }

    @ParameterizedTest(name = "{0}: INTERNAL, in each way of calling, and nothing is left of it")
    @EnumSource(
            value = NegativeCase.class,
            names = {"RST_AFTER_HEADER", "RST_DURING_DATA", "RST_AFTER_DATA"})
    void broken(NegativeCase which) throws Exception {
        try (Played played = Played.of(which)) {
            for (int i = 0; i < BROKEN; i++) {
                RpcException failure =
                        assertThrows(RpcException.class, () -> played.service().unaryCall(REQUEST));
                assertEquals(Code.INTERNAL, failure.status().code(), failure::getMessage);
            }
            try (ClientCall<SimpleRequest, SimpleResponse> call =
                    played.channel().open(TestServiceRpc.UNARY_CALL, played.service().options())) {
                call.send(REQUEST);
                call.halfClose();
                RpcException failure = assertThrows(RpcException.class, call::next);
                assertEquals(Code.INTERNAL, failure.status().code(), failure::getMessage);
            }
            played.goesOn(1);
            assertEquals(BROKEN + 2, played.server().findings().calls());
        }
    }

    @Test
    @DisplayName("ping: all are acknowledged")
    void ping() throws Exception {
        try (Played played = Played.of(NegativeCase.PING)) {
            played.large();
            played.goesOn(1);
            played.channel().close();
            assertEquals(0, played.server().findings().unacknowledgedAtTheEnd());
        }
    }

    @Test
    @DisplayName("max_streams: never more than one call at a time on a connection")
    void maxStreams() throws Exception {
        try (Played played = Played.of(NegativeCase.MAX_STREAMS)) {
            played.large();
            List<CompletableFuture<SimpleResponse>> responses = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                responses.add(played.service().unaryCallAsync(REQUEST).toCompletableFuture());
            }
            for (CompletableFuture<SimpleResponse> response : responses) {
                assertEquals(
                        Payloads.zeros(RESPONSE), response.get(60, TimeUnit.SECONDS).getPayload());
            }
            assertEquals(1, played.server().findings().mostAtOnce());
            played.goesOn(played.server().findings().connections());
        }
    }

    @ParameterizedTest(name = "{0}: the message is whole, and so are the windows")
    @EnumSource(
            value = NegativeCase.class,
            names = {"DATA_FRAME_PADDING", "NO_DF_PADDING_SANITY_TEST"})
    void smallFrames(NegativeCase which) throws Exception {
        try (Played played = Played.of(which)) {
            played.large();
            played.large();
            played.goesOn(1);
        }
    }

    @ParameterizedTest(name = "{0}, with grpc-java''s client")
    @EnumSource
    void grpcJava(NegativeCase which) throws Exception {
        try (MisbehavingServer server = MisbehavingServer.start(which, 0)) {
            // Two cases are the client's usual one; the server is what is special.
            boolean usual =
                    which == NegativeCase.DATA_FRAME_PADDING
                            || which == NegativeCase.NO_DF_PADDING_SANITY_TEST;
            String[] arguments = {
                "--server_host=127.0.0.1",
                "--server_port=" + server.port(),
                "--test_case=" + (usual ? "large_unary" : which.title())
            };
            if (usual) {
                String[] plain = {arguments[0], arguments[1], arguments[2], "--use_tls=false"};
                TestServiceClient.main(plain);
            } else {
                Http2Client.main(arguments);
            }
            assertEquals(List.of(), server.findings().wrong());
            assertEquals(0, server.findings().unacknowledgedAtTheEnd());
            InteropRecord.negative(InteropPeer.GRPC_JAVA, which);
        }
    }
}
