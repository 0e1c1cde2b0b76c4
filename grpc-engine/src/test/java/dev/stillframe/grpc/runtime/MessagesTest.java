package dev.stillframe.grpc.runtime;

import static dev.stillframe.grpc.runtime.Served.ALONE;
import static dev.stillframe.grpc.runtime.Served.HEAD;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.grpc.wire.Texts;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages one by one: how large they may be when they go, and when they are decoded. */
@Timeout(60)
class MessagesTest {
    private static final String TOO_LARGE =
            " grpc-status=8 grpc-message=a message of 11 octets; at most 10 may be sent";

    private final AtomicInteger decoded = new AtomicInteger();

    /** Counts what it decodes. */
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

    private final Method<String, String> echo =
            Method.of(Kind.BIDIRECTIONAL, "t.T", "Echo", counting, counting);

    @ParameterizedTest
    @EnumSource
    @DisplayName("A response that is too large: RESOURCE_EXHAUSTED, and nothing of it is sent")
    void maxSent(Style style) throws Exception {
        ServiceOptions options = ServiceOptions.DEFAULT.sending(10);
        try (Served served = Served.of(style, options)) {
            int fits = served.peer.call("/t.T/Unary");
            served.peer.last(fits, Texts.frames("0123456789"));
            served.expect(
                    "HEADERS 1" + HEAD,
                    "DATA 1 [0123456789]",
                    "HEADERS 1 END_STREAM grpc-status=0");
            int large = served.peer.call("/t.T/Unary");
            served.peer.last(large, Texts.frames("0123456789a"));
            served.expect("HEADERS 3" + ALONE + TOO_LARGE);
            int later = served.peer.call("/t.T/Echo");
            served.peer.data(later, Texts.frames("a", "0123456789a", "b"));
            served.expect(
                    "HEADERS 5" + HEAD,
                    "DATA 5 [a]",
                    "HEADERS 5 END_STREAM" + TOO_LARGE,
                    "RST_STREAM 5 NO_ERROR");
        }
    }

    /** Takes one request, and ends. */
    private final class One implements Machine<String, String, String> {
        @Override
        public String initial() {
            return "";
        }

        @Override
        public List<Action<String, String>> on(Signal<String> signal, String context) {
            return signal instanceof Signal.Message<String> message
                    ? List.of(new Action.Send<>(message.message()), Action.Finish.ok())
                    : List.of();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A request is decoded when it is taken, not when it has come")
    void requests(Style style) throws Exception {
        Services services =
                style == Style.MACHINE
                        ? Services.builder().machine(echo, One::new).build()
                        : Services.builder()
                                .bidirectional(
                                        echo,
                                        (requests, responses, call) ->
                                                responses.send(String.valueOf(requests.next())))
                                .build();
        try (Served served = Served.of(services)) {
            int call = served.peer.call("/t.T/Echo");
            served.peer.last(call, Texts.frames("a", "b", "undecodable"));
            served.expect("HEADERS 1" + HEAD, "DATA 1 [a]", "HEADERS 1 END_STREAM grpc-status=0");
            assertEquals(1, decoded.get());
        }
    }

    @Test
    @DisplayName("A response is decoded when it is taken, not when it has come")
    void responses() throws Exception {
        Handler three =
                new Handler.Direct(
                        exchange ->
                                exchange.respond(
                                        ResponseHead.of(200, "content-type", "application/grpc"),
                                        Texts.frames("a", "b", "undecodable"),
                                        FieldSection.of("grpc-status", "0")));
        try (Server server = Pair.serve(three, 0);
                Channel channel = Pair.to(server).open()) {
            try (ClientCall<String, String> call = channel.open(echo, CallOptions.DEFAULT)) {
                assertEquals("a", call.next());
                assertEquals(1, decoded.get());
                assertEquals("b", call.next());
                assertEquals(2, decoded.get());
            }
            assertEquals(2, decoded.get());
        }
    }
}
