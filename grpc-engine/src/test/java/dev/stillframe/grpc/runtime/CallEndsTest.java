package dev.stillframe.grpc.runtime;

import static dev.stillframe.grpc.runtime.Served.ALONE;
import static dev.stillframe.grpc.runtime.Served.HEAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.wire.Texts;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How calls end early: by whom, and who is told what. */
@Timeout(60)
class CallEndsTest {
    Front front() {
        return Front.STANDALONE;
    }

    final Served served(Style style) throws Exception {
        return Served.of(front(), style, ServiceOptions.DEFAULT);
    }

    private static final String CUT = "interrupted, cancelled: true";

    @ParameterizedTest
    @EnumSource
    @DisplayName("A deadline: RST_STREAM(CANCEL), and the handler is told once")
    void deadline(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Unary", "grpc-timeout", "1S");
            served.peer.last(call, Texts.frames("wait"));
            served.expect("RST_STREAM 1 CANCEL");
            assertEquals(
                    style == Style.DIRECT ? CUT : "DEADLINE_EXCEEDED BMHC", served.book.next());
            served.expectIdle();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A deadline while the handler waits for requests, after its head was sent")
    void deadlineReading(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Echo", "grpc-timeout", "1S");
            served.peer.data(call, Texts.frames("a"));
            served.expect("HEADERS 1" + HEAD, "DATA 1 [a]", "RST_STREAM 1 CANCEL");
            assertEquals(
                    style == Style.DIRECT ? "DEADLINE_EXCEEDED" : "DEADLINE_EXCEEDED BMC",
                    served.book.next());
            served.expectIdle();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A deadline while the response waits for credit")
    void deadlineWriting(Style style) throws Exception {
        try (Served served = served(style)) {
            served.peer.withholding();
            int call = served.peer.call("/t.T/Count", "grpc-timeout", "1S");
            served.peer.last(call, Texts.frames("1000000"));
            String line = served.peer.line();
            assertEquals("HEADERS 1" + HEAD, line);
            while (line.startsWith("DATA 1") || line.startsWith("HEADERS")) {
                line = served.peer.line();
            }
            assertEquals("RST_STREAM 1 CANCEL", line);
            assertEquals(
                    style == Style.DIRECT ? "DEADLINE_EXCEEDED" : "DEADLINE_EXCEEDED BMHC",
                    served.book.next());
            served.expectIdle();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A deadline while the last words wait for credit")
    void deadlineEnding(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.withholding().call("/t.T/Unary", "grpc-timeout", "1S");
            served.peer.sendAll(call, Texts.frames("x".repeat(100_000)));
            String line = served.peer.line();
            assertEquals("HEADERS 1" + HEAD, line);
            while (line.startsWith("DATA 1") || line.startsWith("HEADERS")) {
                line = served.peer.line();
            }
            assertEquals("RST_STREAM 1 CANCEL", line);
            assertEquals(
                    style == Style.DIRECT ? "OK" : "DEADLINE_EXCEEDED BMHC", served.book.next());
            served.expectIdle();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("The longest deadline there is disturbs nobody")
    void longDeadline(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Unary", "grpc-timeout", "99999999H");
            served.peer.last(call, Texts.frames("a"));
            served.expect("HEADERS 1" + HEAD, "DATA 1 [a]", "HEADERS 1 END_STREAM grpc-status=0");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("The client cancels")
    void cancel(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Echo");
            served.peer.data(call, Texts.frames("a"));
            served.expect("HEADERS 1" + HEAD, "DATA 1 [a]");
            served.peer.reset(call, ErrorCode.CANCEL);
            assertEquals(style == Style.DIRECT ? "CANCELLED" : "CANCELLED BMC", served.book.next());
            served.expectIdle();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("The connection is lost")
    void lost(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Echo", "grpc-timeout", "1H");
            int other = served.peer.call("/t.T/Unary");
            served.peer.last(other, Texts.frames("wait"));
            served.peer.data(call, Texts.frames("a"));
            served.expect("HEADERS 1" + HEAD, "DATA 1 [a]");
            if (style == Style.DIRECT) {
                served.book.expectBegun(2); // with their requests, and not only their heads
            }
            served.peer.close();
            List<String> ends = List.of(served.book.next(), served.book.next());
            assertTrue(
                    ends.containsAll(
                            style == Style.DIRECT
                                    ? List.of("CANCELLED", CUT)
                                    : List.of("CANCELLED BMC", "CANCELLED BMHC")),
                    ends::toString);
            served.expectIdle();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A handler that throws: UNKNOWN, and no word of it to the client")
    void throwing(Style style) throws Exception {
        try (Served served = served(style)) {
            for (String order : List.of("throw", "error")) {
                int call = served.peer.call("/t.T/Unary");
                served.peer.last(call, Texts.frames(order));
                served.expect("HEADERS " + call + ALONE + " grpc-status=2");
                assertEquals(style == Style.DIRECT ? "a secret" : "UNKNOWN B", served.book.next());
            }
            int call = served.peer.call("/t.T/Echo");
            served.peer.data(call, Texts.frames("a", "throw"));
            served.expect(
                    "HEADERS 5" + HEAD,
                    "DATA 5 [a]",
                    "HEADERS 5 END_STREAM grpc-status=2",
                    "RST_STREAM 5 NO_ERROR");
            assertEquals(style == Style.DIRECT ? "a secret" : "UNKNOWN BM", served.book.next());
            served.expectIdle();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Trailers ahead of the client's END_STREAM: RST_STREAM(NO_ERROR) follows")
    void early(Style style) throws Exception {
        try (Served served = served(style)) {
            int echo = served.peer.call("/t.T/Echo");
            served.peer.data(echo, Texts.frames("end"));
            served.expect("HEADERS 1" + ALONE + " grpc-status=0", "RST_STREAM 1 NO_ERROR");
            assertEquals(style == Style.DIRECT ? "OK" : "OK BM", served.book.next());
            int join = served.peer.call("/t.T/Join");
            served.peer.data(join, Texts.frames("a", "b", "end", "c"));
            served.expect(
                    "HEADERS 3" + HEAD,
                    "DATA 3 [a+b]",
                    "HEADERS 3 END_STREAM grpc-status=0",
                    "RST_STREAM 3 NO_ERROR");
            assertEquals(style == Style.DIRECT ? "OK" : "OK BMMM", served.book.next());
            // What was on its way is let go, and costs nobody anything.
            served.peer.data(join, Texts.frames("late"));
            int next = served.peer.call("/t.T/Unary");
            served.peer.last(next, Texts.frames("next"));
            served.expect(
                    "HEADERS 5" + HEAD, "DATA 5 [next]", "HEADERS 5 END_STREAM grpc-status=0");
            served.book.next();
            served.expectIdle();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3"})
    @DisplayName(
            "A generator that ends ahead of the client's END_STREAM: RST_STREAM(NO_ERROR), too")
    void generatorFirst(String count) throws Exception {
        try (Served served = served(Style.MACHINE)) {
            int call = served.peer.call("/t.T/Count");
            served.peer.data(call, Texts.frames(count));
            if (count.equals("3")) {
                served.expect("HEADERS 1" + HEAD);
                Octets numbers = served.peer.content(call);
                assertEquals(List.of("0", "1", "2"), Texts.texts(numbers));
            } else {
                served.expect("HEADERS 1" + ALONE + " grpc-status=0");
            }
            served.expect("RST_STREAM 1 NO_ERROR");
            assertEquals("OK BMD", served.book.next());
            served.expectIdle();
        }
    }
}
