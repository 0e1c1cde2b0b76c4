package dev.stillframe.grpc.call;

import static dev.stillframe.grpc.call.CallScript.ENDS;
import static dev.stillframe.grpc.call.CallScript.OK;
import static dev.stillframe.grpc.call.CallScript.asking;
import static dev.stillframe.grpc.call.CallScript.framed;
import static dev.stillframe.grpc.call.CallScript.reset;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.grpc.call.CallScript.Stream;
import dev.stillframe.grpc.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's call as a pure fold: what comes, and how it ends (PROTOCOL-HTTP2). */
class ClientFoldTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @DisplayName("however the content is split, the same is told in the same order, and once")
    void anySegmentation(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            List<String> expected = new ArrayList<>(List.of("begin Call", "headers h"));
            Octets all = Octets.EMPTY;
            boolean gzip = random.nextBoolean();
            for (int i = random.nextInt(5); i > 0; i--) {
                String message = "m".repeat(random.nextInt(300)) + i;
                expected.add(message);
                all =
                        all.plus(
                                Frames.of(
                                        Codec.OCTETS,
                                        Octets.utf8(message),
                                        gzip && random.nextBoolean() ? Compression.GZIP : null));
            }
            Stream stream = Stream.of(Kind.BIDIRECTIONAL).begun();
            if (random.nextBoolean()) {
                stream.head(ResponseHead.of(103, "x-head", "not this one"));
            }
            stream.head(
                    gzip ? new ResponseHead(200, OK.fields().plus("grpc-encoding", "gzip")) : OK);
            for (int at = 0; at < all.length(); ) {
                int length = Math.min(all.length() - at, 1 + random.nextInt(1 + round));
                byte[] piece = all.slice(at, length).toArray();
                stream.data(Octets.wrap(piece));
                java.util.Arrays.fill(piece, (byte) 0x55);
                at += length;
            }
            Outcome<List<String>> outcome = stream.trailers(ENDS).complete();
            assertEquals(Status.OK, outcome.status());
            assertEquals(expected, outcome.context());
            assertEquals("e", outcome.trailers().value("x-end"));
        }
    }

    @Test
    @DisplayName("the head of a request: POST, te, and the time-out first among gRPC's")
    void requestHead() {
        RequestHead head =
                asking(Kind.UNARY, 1, Compression.GZIP)
                        .head("http", "host:1", Duration.ofMillis(1500));
        assertEquals("POST http host:1 /test.Service/Call", line(head));
        assertEquals(
                FieldSection.of(
                        "te", "trailers",
                        "grpc-timeout", "1500000u",
                        "content-type", "application/grpc",
                        "grpc-encoding", "gzip",
                        "grpc-accept-encoding", "gzip",
                        "user-agent", "agent",
                        "x-own", "1"),
                head.fields());
        assertNull(
                asking(Kind.UNARY, 1, null)
                        .head("http", "host", null)
                        .fields()
                        .value("grpc-timeout"));
    }

    private static String line(RequestHead head) {
        return head.method() + ' ' + head.scheme() + ' ' + head.authority() + ' ' + head.path();
    }

    @Test
    @DisplayName("trailers alone end the call, with their metadata")
    void trailersOnly() {
        ResponseHead alone =
                ResponseHead.of(
                        200,
                        "content-type",
                        "application/grpc",
                        "grpc-status",
                        "5",
                        "grpc-message",
                        "no%20such",
                        "x-end",
                        "e");
        Stream stream = Stream.of(Kind.UNARY).begun().head(alone).end();
        Outcome<List<String>> outcome = stream.complete();
        assertEquals(Status.of(Code.NOT_FOUND, "no such"), outcome.status());
        assertEquals("e", outcome.trailers().value("x-end"));
        assertEquals(List.of("begin Call"), outcome.context());
        assertEquals(List.of(reset(ErrorCode.NO_ERROR)), stream.done);
    }

    @ParameterizedTest
    @CsvSource({
        "400, INTERNAL",
        "401, UNAUTHENTICATED",
        "403, PERMISSION_DENIED",
        "404, UNIMPLEMENTED",
        "429, UNAVAILABLE",
        "502, UNAVAILABLE",
        "503, UNAVAILABLE",
        "504, UNAVAILABLE",
        "500, UNKNOWN",
        "200, UNKNOWN"
    })
    @DisplayName("a response that is not gRPC's has the status of its HTTP status")
    void http(int status, Code code) {
        ResponseHead page = ResponseHead.of(status, "content-type", "text/html");
        Stream stream = Stream.of(Kind.UNARY).begun().head(page).data(Octets.utf8("<html>")).end();
        Outcome<List<String>> outcome = stream.complete();
        assertEquals(code, outcome.status().code());
        assertTrue(outcome.status().message().contains("text/html"), outcome.status()::message);
    }

    @Test
    @DisplayName("a status that is said counts more than that of HTTP")
    void statusWithHttp() {
        ResponseHead both = ResponseHead.of(503, "content-type", "text/html", "grpc-status", "7");
        assertEquals(
                Code.PERMISSION_DENIED,
                Stream.of(Kind.UNARY).begun().head(both).complete().status().code());
    }

    @Test
    @DisplayName("a response without a status is UNKNOWN, with trailers and without")
    void noStatus() {
        Stream bare = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).end();
        assertEquals(Code.UNKNOWN, bare.complete().status().code());
        Stream other = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK);
        assertEquals(
                Code.UNKNOWN,
                other.trailers(FieldSection.of("x-end", "e")).complete().status().code());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNARY", "CLIENT_STREAMING"})
    @DisplayName("one response is one: none and two are UNIMPLEMENTED, and an error is an error")
    void oneResponse(Kind kind) {
        Stream none = Stream.of(kind).begun().head(OK).trailers(ENDS);
        assertEquals(Code.UNIMPLEMENTED, none.complete().status().code());

        ResponseHead alone = ResponseHead.of(200, "grpc-status", "0");
        assertEquals(
                Code.UNIMPLEMENTED, Stream.of(kind).begun().head(alone).complete().status().code());

        Stream two = Stream.of(kind).begun().head(OK).data(framed("a", "b"));
        assertEquals(List.of(reset(ErrorCode.CANCEL)), two.done);
        Outcome<List<String>> outcome = two.trailers(ENDS).complete();
        assertEquals(Code.UNIMPLEMENTED, outcome.status().code());
        assertEquals(List.of("begin Call", "headers h", "a"), outcome.context());

        Stream error = Stream.of(kind).begun().head(OK);
        error.data(framed("a")).trailers(FieldSection.of("grpc-status", "9"));
        assertEquals(Code.FAILED_PRECONDITION, error.complete().status().code());
    }

    @Test
    @DisplayName("a message that is cut short is INTERNAL, unless the server says why")
    void truncated() {
        Octets part = framed("whole").slice(0, 7);
        Stream cut = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).data(part).trailers(ENDS);
        assertEquals(Code.INTERNAL, cut.complete().status().code());
        Stream told = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).data(part);
        told.trailers(FieldSection.of("grpc-status", "14"));
        assertEquals(Code.UNAVAILABLE, told.complete().status().code());
    }

    @Test
    @DisplayName("a message that is too large is RESOURCE_EXHAUSTED, also after decompression")
    void tooLarge() {
        Stream large = Stream.of(Kind.UNARY).begun().head(OK).data(framed("x".repeat(1001)));
        assertEquals(List.of(reset(ErrorCode.CANCEL)), large.done);
        assertEquals(Code.RESOURCE_EXHAUSTED, large.complete().status().code());

        Octets bomb = Frames.of(Codec.OCTETS, Octets.utf8("x".repeat(1001)), Compression.GZIP);
        assertTrue(bomb.length() < 1000);
        Stream small = Stream.of(Kind.UNARY).begun();
        small.head(new ResponseHead(200, OK.fields().plus("grpc-encoding", "gzip"))).data(bomb);
        assertEquals(Code.RESOURCE_EXHAUSTED, small.complete().status().code());
    }

    @Test
    @DisplayName("a compression that is not known, or not named, is INTERNAL")
    void compression() {
        Stream unknown = Stream.of(Kind.UNARY).begun();
        unknown.head(new ResponseHead(200, OK.fields().plus("grpc-encoding", "lzma")));
        assertEquals(Code.INTERNAL, unknown.complete().status().code());
        Octets message = Frames.of(Codec.OCTETS, Octets.utf8("x"), Compression.GZIP);
        Stream unnamed = Stream.of(Kind.UNARY).begun().head(OK).data(message);
        assertEquals(Code.INTERNAL, unnamed.complete().status().code());
    }

    @ParameterizedTest
    @CsvSource({
        "0, INTERNAL",
        "1, INTERNAL",
        "2, INTERNAL",
        "3, INTERNAL",
        "7, UNAVAILABLE",
        "8, CANCELLED",
        "11, RESOURCE_EXHAUSTED",
        "12, PERMISSION_DENIED"
    })
    @DisplayName("a stream that is reset has the status of its code, and the last context")
    void resetStream(int number, Code code) {
        Stream stream = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).data(framed("a"));
        Outcome<List<String>> outcome =
                stream.failed(new End.Reset(ErrorCode.of(number), true, ""));
        assertEquals(code, outcome.status().code());
        assertEquals(List.of("begin Call", "headers h", "a"), outcome.context());
    }

    @Test
    @DisplayName("a connection that is lost is UNAVAILABLE; after the trailers it is nothing")
    void lost() {
        End lost = new End.Lost(ErrorCode.NO_ERROR, true, "gone");
        Stream stream = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK);
        assertEquals(Code.UNAVAILABLE, stream.failed(lost).status().code());
        Stream whole = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).trailers(ENDS);
        assertEquals(Status.OK, whole.failed(lost).status());
        Stream never = Stream.of(Kind.BIDIRECTIONAL);
        End refused = new End.Unprocessed(ErrorCode.REFUSED_STREAM, "");
        assertEquals(Code.UNAVAILABLE, never.failed(refused).status().code());
    }
}
