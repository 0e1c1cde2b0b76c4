package dev.stillframe.grpc.runtime;

import static dev.stillframe.grpc.runtime.Served.ALONE;
import static dev.stillframe.grpc.runtime.Served.HEAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.grpc.wire.Texts;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Input that is wrong: each has the status that PROTOCOL-HTTP2 names, and costs its call alone. */
@Timeout(60)
class BadInputTest {
    Front front() {
        return Front.STANDALONE;
    }

    final Served served(Style style) throws Exception {
        return Served.of(front(), style, ServiceOptions.DEFAULT);
    }

    private static final Octets GZIP = Compression.GZIP.compress(Octets.utf8("hello"));
    private static final Octets BOMB = Compression.GZIP.compress(Octets.wrap(new byte[200_000]));

    /** Demands a response that is a status alone; gives its message. */
    private static String refused(Served served, int stream, int code) throws Exception {
        String line = served.peer.line();
        String beginning = "HEADERS " + stream + ALONE;
        assertTrue(line.startsWith(beginning), line);
        assertTrue(line.contains(" grpc-status=" + code), line);
        int at = line.indexOf("grpc-message=");
        return at < 0 ? "" : line.substring(at + 13);
    }

    /** The connection and the server are as they were. */
    private static void fine(Served served) throws Exception {
        int call = served.peer.call("/t.T/Unary");
        served.peer.last(call, Texts.frames("fine"));
        served.expect(
                "HEADERS " + call + HEAD,
                "DATA " + call + " [fine]",
                "HEADERS " + call + " END_STREAM grpc-status=0");
        Book.await("no stream is left", () -> served.server.streams() == 0);
    }

    private void messages(Style style, Octets octets, int code, String... fields) throws Exception {
        try (Served served = Served.of(front(), style, ServiceOptions.DEFAULT.taking(100_000))) {
            int whole = served.peer.call("/t.T/Unary", fields);
            served.peer.last(whole, octets);
            String message = refused(served, whole, code);
            // Of another kind, in pieces, and while the client goes on.
            int pieces = served.peer.call("/t.T/Join", fields);
            for (int i = 0; i < octets.length(); i++) {
                served.peer.data(pieces, octets.slice(i, 1));
            }
            assertEquals(message, refused(served, pieces, code));
            served.expect("RST_STREAM " + pieces + " NO_ERROR");
            fine(served);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A message that is too large: RESOURCE_EXHAUSTED, by its prefix alone")
    void oversized(Style style) throws Exception {
        messages(style, Octets.of(0, 0, 1, 0x86, 0xa1), 8);
        messages(style, Octets.of(0, 255, 255, 255, 255), 8);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A message that is too large after decompression: RESOURCE_EXHAUSTED")
    void bomb(Style style) throws Exception {
        messages(style, Texts.frame(1, BOMB), 8, "grpc-encoding", "gzip");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A flag that is not 0 or 1: INTERNAL")
    void badFlag(Style style) throws Exception {
        messages(style, Texts.frame(2, Octets.utf8("a")), 13);
        messages(style, Texts.frame(255, Octets.EMPTY), 13);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A compressed message without grpc-encoding, or with identity: INTERNAL")
    void unnamed(Style style) throws Exception {
        messages(style, Texts.frame(1, GZIP), 13);
        messages(style, Texts.frame(1, GZIP), 13, "grpc-encoding", "identity");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A compressed message that is not gzip, or is cut: INTERNAL")
    void badGzip(Style style) throws Exception {
        messages(style, Texts.frame(1, Octets.utf8("hello")), 13, "grpc-encoding", "gzip");
        Octets cut = GZIP.slice(0, GZIP.length() - 1);
        messages(style, Texts.frame(1, cut), 13, "grpc-encoding", "gzip");
        messages(style, Texts.frame(1, Octets.EMPTY), 13, "grpc-encoding", "gzip");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A message that the codec does not take: INTERNAL")
    void undecodable(Style style) throws Exception {
        messages(style, Texts.frames("undecodable"), 13);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A stream that ends within a prefix or a message: INTERNAL")
    void truncated(Style style) throws Exception {
        Octets whole = Texts.frames("hello");
        try (Served served = served(style)) {
            for (int length = 1; length < whole.length(); length++) {
                for (String method : List.of("Unary", "Join", "Count", "Echo")) {
                    int call = served.peer.call("/t.T/" + method);
                    served.peer.last(call, whole.slice(0, length));
                    refused(served, call, 13);
                }
            }
            fine(served);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("No request, where there is to be one: UNIMPLEMENTED")
    void nothing(Style style) throws Exception {
        try (Served served = served(style)) {
            for (String method : List.of("Unary", "Count")) {
                int call = served.peer.call("/t.T/" + method);
                served.peer.last(call, Octets.EMPTY);
                refused(served, call, 12);
            }
            fine(served);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Two requests, where there is to be one: UNIMPLEMENTED")
    void two(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Unary");
            served.peer.last(call, Texts.frames("a", "b"));
            refused(served, call, 12);
            int count = served.peer.call("/t.T/Count");
            served.peer.last(count, Texts.frames("1", "2"));
            refused(served, count, 12);
            fine(served);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A response that cannot be encoded: UNKNOWN, and nothing of it is sent")
    void unencodable(Style style) throws Exception {
        try (Served served = served(style)) {
            for (String text : List.of("unencodable", "short")) {
                int call = served.peer.call("/t.T/Unary");
                served.peer.last(call, Texts.frames(text));
                refused(served, call, 2);
                int echo = served.peer.call("/t.T/Echo");
                served.peer.data(echo, Texts.frames("a", text));
                served.expect(
                        "HEADERS " + echo + HEAD,
                        "DATA " + echo + " [a]",
                        "HEADERS " + echo + " END_STREAM grpc-status=2",
                        "RST_STREAM " + echo + " NO_ERROR");
            }
            fine(served);
        }
    }

    // ---- heads

    @ParameterizedTest
    @EnumSource
    @DisplayName("A method or service that is not there: UNIMPLEMENTED")
    void unknown(Style style) throws Exception {
        try (Served served = served(style)) {
            for (String path :
                    List.of("/t.T/None", "/t.U/Unary", "/t.T/unary", "/", "/t.T/Unary/")) {
                int call = served.peer.call(path);
                assertTrue(refused(served, call, 12).endsWith(path));
                served.expect("RST_STREAM " + call + " NO_ERROR");
            }
            fine(served);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A compression that is not there: UNIMPLEMENTED, and which there are")
    void unknownCompression(Style style) throws Exception {
        try (Served served = served(style)) {
            served.peer.call("/t.T/Unary", "grpc-encoding", "snappy");
            served.expect(
                    "HEADERS 1"
                            + ALONE
                            + " grpc-accept-encoding=gzip grpc-status=12"
                            + " grpc-message=no such compression: snappy",
                    "RST_STREAM 1 NO_ERROR");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A subtype that is not the method's: UNIMPLEMENTED; proto may be said or not")
    void subtypes(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Unary", "content-type", "application/grpc+json");
            refused(served, call, 12);
            served.expect("RST_STREAM 1 NO_ERROR");
            for (String type :
                    List.of(
                            "application/grpc+proto",
                            "Application/GRPC",
                            "application/grpc; charset=utf-8",
                            "application/grpc+Proto;a=b")) {
                int good = served.peer.call("/t.T/Unary", "content-type", type);
                served.peer.last(good, Texts.frames("a"));
                served.expect(
                        "HEADERS " + good + HEAD,
                        "DATA " + good + " [a]",
                        "HEADERS " + good + " END_STREAM grpc-status=0");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A grpc-timeout that is none: INTERNAL; one of nothing: DEADLINE_EXCEEDED")
    void timeouts(Style style) throws Exception {
        try (Served served = served(style)) {
            for (String bad : List.of("S", "1", "-1S", "1s", "123456789S", "1.5S", "1 S", "")) {
                int call = served.peer.call("/t.T/Unary", "grpc-timeout", bad);
                refused(served, call, 13);
                served.expect("RST_STREAM " + call + " NO_ERROR");
            }
            int call = served.peer.call("/t.T/Unary", "grpc-timeout", "0S");
            refused(served, call, 4);
            served.expect("RST_STREAM " + call + " NO_ERROR");
            fine(served);
        }
    }

    @Test
    @DisplayName("Octets that are no base64 fail no call, and spoil no others")
    void badBinary() throws Exception {
        Services counting =
                Services.builder()
                        .unary(
                                Style.UNARY,
                                (request, call) ->
                                        "" + call.head().metadata().allOctets("x-bin").size())
                        .build();
        try (Served served = Served.of(front(), GrpcEngine.find().handler(counting))) {
            int call = served.peer.call("/t.T/Unary", "x-bin", "!!!", "x-bin", "AQ,=,AgM=");
            served.peer.last(call, Texts.frames("a"));
            served.expect("HEADERS 1" + HEAD, "DATA 1 [2]", "HEADERS 1 END_STREAM grpc-status=0");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("What is not gRPC: 415, also gRPC's relatives")
    void mediaTypes(Style style) throws Exception {
        try (Served served = served(style)) {
            for (String type : List.of("text/plain", "application/grpc-web", "application/grp")) {
                int call = served.peer.call("/t.T/Unary", "content-type", type);
                served.expect(
                        "HEADERS " + call + " END_STREAM :status=415 content-length=0",
                        "RST_STREAM " + call + " NO_ERROR");
            }
            int none = served.peer.request("GET", "/t.T/Unary", FieldSection.EMPTY);
            served.expect(
                    "HEADERS " + none + " END_STREAM :status=415 content-length=0",
                    "RST_STREAM " + none + " NO_ERROR");
            fine(served);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A call that is no POST: INTERNAL")
    void methods(Style style) throws Exception {
        try (Served served = served(style)) {
            FieldSection fields = FieldSection.of("content-type", "application/grpc");
            int call = served.peer.request("PUT", "/t.T/Unary", fields);
            refused(served, call, 13);
            served.expect("RST_STREAM 1 NO_ERROR");
            fine(served);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Plain HTTP has a handler of its own, on the same connection")
    void otherwise(Style style) throws Exception {
        Handler plain =
                new Handler.Direct(
                        exchange -> {
                            exchange.trailers(); // to the end of the request
                            exchange.respond(
                                    ResponseHead.of(200, "content-type", "text/plain"),
                                    Octets.utf8("hello " + exchange.request().path()));
                        });
        Handler both =
                GrpcEngine.find()
                        .handler(style.services(new Book()), ServiceOptions.DEFAULT, plain);
        try (Served served = Served.of(front(), both)) {
            int get = served.peer.request("GET", "/page", FieldSection.EMPTY);
            int call = served.peer.call("/t.T/Unary");
            served.peer.last(get, Octets.EMPTY);
            served.expect(
                    "HEADERS 1 :status=200 content-type=text/plain",
                    "DATA 1 END_STREAM hello /page");
            served.peer.last(call, Texts.frames("a"));
            served.expect("HEADERS 3" + HEAD, "DATA 3 [a]", "HEADERS 3 END_STREAM grpc-status=0");
        }
    }

    // ---- compression that is right

    @ParameterizedTest
    @EnumSource
    @DisplayName("Each message of a compressed stream may be compressed or not")
    void mixed(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Join", "grpc-encoding", "gzip");
            served.peer.last(
                    call,
                    Texts.frame(1, GZIP).plus(Texts.frames("plain")).plus(Texts.frame(1, GZIP)));
            served.expect(
                    "HEADERS 1" + HEAD,
                    "DATA 1 [hello+plain+hello]",
                    "HEADERS 1 END_STREAM grpc-status=0");
        }
    }
}
