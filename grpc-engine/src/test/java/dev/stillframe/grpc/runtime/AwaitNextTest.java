package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.MethodHandler;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Services.Offered;
import dev.stillframe.grpc.wire.Texts;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages are waited for without being taken, and methods found that nobody had listed. */
@Timeout(60)
class AwaitNextTest {
    private final AtomicInteger decoded = new AtomicInteger();

    private final Codec<String> counting =
            new Codec<>() {
                @Override
                public int size(String message) {
                    return Texts.CODEC.size(message);
                }

                @Override
                public void encode(String message, ByteBuffer to) {
                    Texts.CODEC.encode(message, to);
                }

                @Override
                public String decode(ByteBuffer octets) throws Exception {
                    decoded.incrementAndGet();
                    return Texts.CODEC.decode(octets);
                }
            };

    private final Method<String, String> talk =
            Method.of(Kind.BIDIRECTIONAL, "t.T", "Talk", counting, Texts.CODEC);

    private Services talking() {
        return Services.builder()
                .bidirectional(
                        talk,
                        (requests, responses, call) -> {
                            while (requests.awaitNext()) {
                                int before = decoded.get();
                                String request = requests.next();
                                if ("fail".equals(request)) {
                                    throw new RpcException(Code.ABORTED, "as was asked");
                                }
                                responses.send(request + before);
                            }
                            responses.send("end" + decoded.get());
                        })
                .build();
    }

    @Test
    @DisplayName("what is waited for is not taken; the end is found without a message")
    void waits() throws Exception {
        try (Pair pair = Pair.of(talking());
                ClientCall<String, String> call = pair.channel().open(talk, CallOptions.DEFAULT)) {
            for (int i = 0; i < 3; i++) {
                call.send("m");
                assertTrue(call.awaitNext());
                assertTrue(call.awaitNext());
                assertEquals("m" + i, call.next());
            }
            call.halfClose();
            assertTrue(call.awaitNext());
            assertEquals("end3", call.next());
            assertFalse(call.awaitNext());
            assertFalse(call.awaitNext());
            assertNull(call.next());
            assertTrue(call.trailers() != null && call.trailers().isEmpty());
        }
    }

    @Test
    @DisplayName("who waits for a message hears of a call that has failed, as who takes one does")
    void fails() throws Exception {
        try (Pair pair = Pair.of(talking());
                ClientCall<String, String> call = pair.channel().open(talk, CallOptions.DEFAULT)) {
            call.send("fail");
            for (int i = 0; i < 2; i++) {
                RpcException failure = assertThrows(RpcException.class, call::awaitNext);
                assertEquals(Code.ABORTED, failure.status().code());
            }
        }
    }

    @Test
    @DisplayName("methods that were not listed are asked for by their path")
    void otherwise() throws Exception {
        Method<String, String> hidden =
                Method.of(Kind.UNARY, "t.T", "Hidden", Texts.CODEC, Texts.CODEC);
        Method<String, String> missing =
                Method.of(Kind.UNARY, "t.T", "Missing", Texts.CODEC, Texts.CODEC);
        Services others =
                Services.builder()
                        .otherwise(
                                path ->
                                        path.equals("/t.T/Hidden")
                                                ? new Offered<>(
                                                        hidden,
                                                        new MethodHandler.Unary<>(
                                                                (request, call) -> request + '!'))
                                                : null)
                        .build();
        Services all = Services.builder().with(talking()).with(others).build();
        assertEquals(1, all.all().size());
        try (Pair pair = Pair.of(all)) {
            assertEquals("here!", pair.channel().unary(hidden, "here", CallOptions.DEFAULT));
            RpcException failure =
                    assertThrows(
                            RpcException.class,
                            () -> pair.channel().unary(missing, "here", CallOptions.DEFAULT));
            assertEquals(Code.UNIMPLEMENTED, failure.status().code());
        }
    }
}
