package dev.stillframe.grpc.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.grpc.wire.Frames;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("answers of servers that are not quite gRPC's")
@Timeout(60)
class AnswersTest {
    private static final CallOptions PLAIN = CallOptions.DEFAULT;
    private static final ResponseHead HEAD =
            ResponseHead.of(200, "content-type", "application/grpc");
    private static final FieldSection OK = FieldSection.of("grpc-status", "0");

    private static Caller.Heard heard(String style, DirectHandler handler) throws Exception {
        try (Server server = Pair.serve(new Handler.Direct(handler), 0);
                Channel channel = Pair.to(server).open()) {
            return Caller.of(style).call(channel, Echoes.SAY, List.of("a"), PLAIN);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "direct, 503, UNAVAILABLE",
        "folded, 503, UNAVAILABLE",
        "direct, 404, UNIMPLEMENTED"
    })
    @DisplayName("a page of HTML has the status of its HTTP status")
    void page(String style, int status, Code code) throws Exception {
        ResponseHead page = ResponseHead.of(status, "content-type", "text/html");
        assertEquals(
                code,
                heard(style, exchange -> exchange.respond(page, Octets.utf8("<html>")))
                        .status()
                        .code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("no status, no message, a part of one, too many: each has its status")
    void broken(String style) throws Exception {
        Octets message = Frames.of(Echoes.TEXT, "a", null);
        assertEquals(
                Code.UNKNOWN,
                heard(style, exchange -> exchange.respond(HEAD, message)).status().code());
        assertEquals(
                Code.UNIMPLEMENTED,
                heard(style, exchange -> exchange.respond(HEAD, Octets.EMPTY, OK)).status().code());
        assertEquals(
                Code.UNIMPLEMENTED,
                heard(style, exchange -> exchange.respond(HEAD, message.plus(message), OK))
                        .status()
                        .code());
        assertEquals(
                Code.INTERNAL,
                heard(style, exchange -> exchange.respond(HEAD, message.slice(0, 5), OK))
                        .status()
                        .code());
        assertEquals(
                Code.ABORTED,
                heard(
                                style,
                                exchange ->
                                        exchange.respond(
                                                HEAD,
                                                message.slice(0, 5),
                                                FieldSection.of("grpc-status", "10")))
                        .status()
                        .code());
    }

    @Test
    @DisplayName("one response is given with the end: trailers are there, and an error counts more")
    void oneResponse() throws Exception {
        Octets message = Frames.of(Echoes.TEXT, "a", null);
        DirectHandler handler =
                exchange -> {
                    boolean bad = exchange.request().fields().has("x-bad");
                    exchange.respond(
                            HEAD, message, FieldSection.of("grpc-status", bad ? "10" : "0"));
                };
        try (Server server = Pair.serve(new Handler.Direct(handler), 0);
                Channel channel = Pair.to(server).open()) {
            try (ClientCall<String, String> call = channel.open(Echoes.SAY, PLAIN)) {
                assertEquals("a", call.next());
                assertEquals(Metadata.EMPTY, call.trailers());
                assertNull(call.next());
            }
            try (ClientCall<String, String> call =
                    channel.open(Echoes.SAY, PLAIN.with("x-bad", "1"))) {
                RpcException aborted = assertThrows(RpcException.class, call::next);
                assertEquals(Code.ABORTED, aborted.status().code());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "direct, 7, UNAVAILABLE",
        "folded, 7, UNAVAILABLE",
        "direct, 8, CANCELLED",
        "folded, 8, CANCELLED",
        "direct, 11, RESOURCE_EXHAUSTED",
        "folded, 11, RESOURCE_EXHAUSTED",
        "direct, 2, INTERNAL",
        "folded, 2, INTERNAL"
    })
    @DisplayName("a stream that is reset has the status of its code")
    void reset(String style, int number, Code code) throws Exception {
        Caller.Heard heard =
                heard(
                        style,
                        exchange -> {
                            while (exchange.read() != null) {
                                // All of the request.
                            }
                            exchange.reset(ErrorCode.of(number));
                        });
        assertEquals(code, heard.status().code(), heard::toString);
    }

    @Test
    @DisplayName("a call that was refused unseen is made again by itself, once")
    void refused() throws Exception {
        Octets message = Frames.of(Echoes.TEXT, "a", null);
        AtomicInteger refusals = new AtomicInteger(1);
        DirectHandler handler =
                exchange -> {
                    if (refusals.getAndDecrement() > 0) {
                        exchange.reset(ErrorCode.REFUSED_STREAM);
                    } else {
                        exchange.respond(HEAD, message, OK);
                    }
                };
        try (Server server = Pair.serve(new Handler.Direct(handler), 0);
                Channel channel = Pair.to(server).open()) {
            assertEquals("a", channel.unary(Echoes.SAY, "a", PLAIN));
            refusals.set(1);
            assertEquals(
                    List.of("a"),
                    Caller.of("folded").call(channel, Echoes.SAY, List.of("a"), PLAIN).messages());
            refusals.set(2);
            RpcException twice =
                    assertThrows(RpcException.class, () -> channel.unary(Echoes.SAY, "a", PLAIN));
            assertEquals(Code.UNAVAILABLE, twice.status().code());
        }
    }

    @Test
    @DisplayName("a server that ends the call and reads no more frees a sender that waits")
    void neverReads() throws Exception {
        ResponseHead alone =
                ResponseHead.of(200, "content-type", "application/grpc", "grpc-status", "9");
        DirectHandler handler =
                exchange -> {
                    exchange.respond(alone, Octets.EMPTY);
                };
        try (Server server = Pair.serve(new Handler.Direct(handler), 0);
                Channel channel = Pair.to(server).open();
                ClientCall<String, String> call = channel.open(Echoes.TALK, PLAIN)) {
            String piece = "m".repeat(100_000);
            RpcException ended =
                    assertThrows(
                            RpcException.class,
                            () -> {
                                while (true) {
                                    call.send(piece);
                                }
                            });
            assertEquals(Code.FAILED_PRECONDITION, ended.status().code());
            assertEquals(
                    Code.FAILED_PRECONDITION,
                    assertThrows(RpcException.class, call::next).status().code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("who does not speak HTTP/2, or not TLS, is UNAVAILABLE, with the reason")
    void otherProtocols(String style) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greet(listening));
            String target = "127.0.0.1:" + listening.getLocalPort();
            try (Channel channel = Pair.to(target).open();
                    Channel secure = Pair.to(target).secure().open()) {
                Caller caller = Caller.of(style);
                Status plain = caller.call(channel, Echoes.SAY, List.of("a"), PLAIN).status();
                assertEquals(Code.UNAVAILABLE, plain.code());
                assertTrue(plain.message().contains("HTTP/2"), plain::message);
                Status tls = caller.call(secure, Echoes.SAY, List.of("a"), PLAIN).status();
                assertEquals(Code.UNAVAILABLE, tls.code());
                assertTrue(tls.message().contains("TLS"), tls::message);
            }
        }
    }

    /** Says what it is to all who come, and waits until they go. */
    private static void greet(ServerSocket listening) {
        try {
            while (true) {
                try (Socket socket = listening.accept()) {
                    byte[] greeting = "220 mail.test ESMTP ready\r\n".getBytes(US_ASCII);
                    socket.getOutputStream().write(greeting);
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Test
    @DisplayName("targets and what they mean")
    void targets() {
        assertEquals(
                List.of(Endpoint.of("http", "host", 50051)),
                Target.of("host:50051", false).endpoints());
        assertEquals(
                List.of(Endpoint.of("https", "host", 443)),
                Target.of("dns:///host", true).endpoints());
        assertEquals(
                List.of(Endpoint.of("http", "::1", 7)),
                Target.of("dns:[::1]:7", false).endpoints());
        assertEquals(
                List.of(Endpoint.of("http", "fe80::1", 80)),
                Target.of("fe80::1", false).endpoints());
        assertEquals(
                List.of(Endpoint.of("http", "a", 1), Endpoint.of("http", "b", 2)),
                Target.of("static:///a:1,b:2", false).endpoints());
        Target unix = Target.of("unix:///run/socket", false);
        assertEquals("localhost", unix.endpoints().getFirst().authority());
        assertEquals(
                List.of(UnixDomainSocketAddress.of("/run/socket")),
                List.copyOf(unix.addresses().values()));
        for (String wrong :
                List.of("xds:///a", "dns://server/a", "a:b", "unix:", "static:///", "a:0")) {
            assertThrows(
                    IllegalArgumentException.class, () -> Target.of(wrong, false), () -> wrong);
        }
        assertTrue(Target.of("unix:socket", true).endpoints().getFirst().isSecure());
    }
}
