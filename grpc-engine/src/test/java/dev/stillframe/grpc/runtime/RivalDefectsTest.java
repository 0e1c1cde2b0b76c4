package dev.stillframe.grpc.runtime;

import static dev.stillframe.grpc.runtime.Served.ALONE;
import static dev.stillframe.grpc.runtime.Served.HEAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.grpc.wire.Texts;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other implementations of gRPC are known to have got wrong. */
@Timeout(60)
class RivalDefectsTest {
    private static final CallOptions PLAIN = CallOptions.DEFAULT;
    private static final ResponseHead RESPONSE =
            ResponseHead.of(200, "content-type", "application/grpc");
    private static final ResponseHead GZIPPED =
            ResponseHead.of(200, "content-type", "application/grpc", "grpc-encoding", "gzip");

    private static Octets gzipped(String text) {
        return Texts.frame(1, Compression.GZIP.compress(Octets.utf8(text)));
    }

    /** Longer than a frame, also when it is compressed. */
    private static String text() {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder();
        while (text.length() < 100_000) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "direct, a+b%20c, a+b c",
        "folded, a+b%20c, a+b c",
        "direct, 100% bad%zz, 100% bad%zz",
        "folded, 100% bad%zz, 100% bad%zz"
    })
    @DisplayName("A message with a plus or a stray percent sign comes as it was meant")
    void message(String style, String sent, String meant) throws Exception {
        DirectHandler handler =
                exchange ->
                        exchange.respond(
                                ResponseHead.of(
                                        200,
                                        "content-type",
                                        "application/grpc",
                                        "grpc-status",
                                        "10",
                                        "grpc-message",
                                        sent),
                                Octets.EMPTY);
        try (Server server = Pair.serve(new Handler.Direct(handler), 0);
                Channel channel = Pair.to(server).open()) {
            assertEquals(
                    meant,
                    Caller.of(style)
                            .call(channel, Echoes.SAY, List.of("a"), PLAIN)
                            .status()
                            .message());
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("The name of an unknown method is percent-encoded in its message")
    void unknownMethod(Style style) throws Exception {
        try (Served served = Served.of(style)) {
            int call = served.peer.call("/t.T/100%25%");
            served.expect(
                    "HEADERS 1"
                            + ALONE
                            + " grpc-accept-encoding=gzip grpc-status=12"
                            + " grpc-message=no such method: /t.T/100%2525%25",
                    "RST_STREAM " + call + " NO_ERROR");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A compressed request over many DATA frames is one, on the server")
    void compressedRequest(Style style) throws Exception {
        try (Served served = Served.of(style)) {
            int call = served.peer.call("/t.T/Join", "grpc-encoding", "gzip");
            Octets octets = gzipped("hello").plus(gzipped("again"));
            for (int i = 0; i < octets.length(); i++) {
                served.peer.data(call, octets.slice(i, 1));
            }
            served.peer.last(call, Octets.EMPTY);
            served.expect(
                    "HEADERS 1" + HEAD,
                    "DATA 1 [hello+again]",
                    "HEADERS 1 END_STREAM grpc-status=0");
            int large = served.peer.call("/t.T/Join", "grpc-encoding", "gzip");
            served.peer.sendAll(large, gzipped(text()));
            served.expect("HEADERS 3" + HEAD);
            assertEquals(List.of(text()), Texts.texts(served.peer.content(large)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("A compressed response over many DATA frames is one, on the client")
    void compressedResponse(String style) throws Exception {
        DirectHandler handler =
                exchange -> {
                    exchange.trailers(); // to the end of the request
                    exchange.respond(GZIPPED);
                    Octets octets = gzipped("hello");
                    for (int i = 0; i < octets.length(); i++) {
                        exchange.write(octets.slice(i, 1).toByteBuffer());
                    }
                    exchange.write(gzipped(text()).toByteBuffer());
                    exchange.end(FieldSection.of("grpc-status", "0"));
                };
        try (Server server = Pair.serve(new Handler.Direct(handler), 0);
                Channel channel = Pair.to(server).open()) {
            assertEquals(
                    List.of("hello", text()),
                    Caller.of(style).call(channel, Echoes.COUNT, List.of("a"), PLAIN).messages());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("Messages that share a DATA frame come one by one, in order")
    void coalesced(String style) throws Exception {
        DirectHandler handler =
                exchange -> {
                    exchange.trailers(); // to the end of the request
                    exchange.respond(
                            RESPONSE,
                            Texts.frames("a", "b", "", "c"),
                            FieldSection.of("grpc-status", "0"));
                };
        try (Server server = Pair.serve(new Handler.Direct(handler), 0);
                Channel channel = Pair.to(server).open()) {
            assertEquals(
                    List.of("a", "b", "", "c"),
                    Caller.of(style).call(channel, Echoes.COUNT, List.of("a"), PLAIN).messages());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("Calls share a connection, one after the other and side by side")
    void oneConnection(String style) throws Exception {
        try (Server server = Pair.serve(Echoes.of(style), ServiceOptions.DEFAULT);
                Channel channel = Pair.to(server).open()) {
            for (int i = 0; i < 50; i++) {
                assertEquals("a", channel.unary(Echoes.SAY, "a", PLAIN));
            }
            try (ClientCall<String, String> one = channel.open(Echoes.TALK, PLAIN);
                    ClientCall<String, String> two = channel.open(Echoes.TALK, PLAIN)) {
                one.send("1");
                two.send("2");
                assertEquals("2", two.next());
                assertEquals("1", one.next());
            }
            assertEquals(1, server.statistics().accepted());
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A deadline that a client sends holds without being asked for")
    void deadline(Style style) throws Exception {
        try (Served served = Served.of(style)) {
            int call = served.peer.call("/t.T/Echo", "grpc-timeout", "1S");
            served.expect("RST_STREAM " + call + " CANCEL");
            assertTrue(served.book.next().startsWith("DEADLINE_EXCEEDED"));
        }
    }

    @Test
    @DisplayName("A message that is too large for a client fails its call, and nobody waits")
    void noStall() throws Exception {
        try (Pair pair = Pair.of(Echoes.direct())) {
            String large = "x".repeat(100_000);
            RpcException failed =
                    assertThrows(
                            RpcException.class,
                            () -> pair.channel().unary(Echoes.SAY, large, PLAIN.taking(50_000)));
            assertEquals(Code.RESOURCE_EXHAUSTED, failed.status().code());
            assertEquals("a", pair.channel().unary(Echoes.SAY, "a", PLAIN));
        }
    }

    @Test
    @DisplayName("What a cancelled call has not read goes back to the connection")
    void unread() throws Exception {
        Services services =
                Services.builder()
                        .serverStreaming(
                                Echoes.COUNT,
                                (request, responses, call) -> {
                                    String piece = "x".repeat(10_000);
                                    for (int i = Integer.parseInt(request); i > 0; i--) {
                                        responses.send(piece);
                                    }
                                })
                        .build();
        // So that a window that leaks is empty soon.
        Limits limits =
                Limits.DEFAULT.toBuilder()
                        .connectionWindow(200_000)
                        .maxConnectionWindow(200_000)
                        .build();
        ChannelOptions options;
        try (Server server = Pair.serve(services, ServiceOptions.DEFAULT)) {
            options =
                    ChannelOptions.builder("127.0.0.1:" + Pair.port(server))
                            .client(
                                    Client.builder()
                                            .limits(limits)
                                            .drain(Duration.ofMillis(100))
                                            .build())
                            .build();
            try (Channel channel = GrpcEngine.find().channel(options)) {
                for (int i = 0; i < 50; i++) {
                    try (ClientCall<String, String> call = channel.open(Echoes.COUNT, PLAIN)) {
                        call.send("1000");
                        call.halfClose();
                        assertEquals(10_000, String.valueOf(call.next()).length());
                    }
                }
                try (ClientCall<String, String> call = channel.open(Echoes.COUNT, PLAIN)) {
                    call.send("100");
                    call.halfClose();
                    int count = 0;
                    for (String each : call) {
                        count += each.length();
                    }
                    assertEquals(1_000_000, count);
                }
                assertEquals(1, server.statistics().accepted());
            }
        }
    }
}
