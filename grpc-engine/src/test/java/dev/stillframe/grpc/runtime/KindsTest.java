package dev.stillframe.grpc.runtime;

import static dev.stillframe.grpc.runtime.Served.ALONE;
import static dev.stillframe.grpc.runtime.Served.HEAD;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.wire.Texts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The four kinds of calls, frame by frame. */
@Timeout(60)
class KindsTest {
    Front front() {
        return Front.STANDALONE;
    }

    final Served served(Style style) throws Exception {
        return Served.of(front(), style, ServiceOptions.DEFAULT);
    }

    private static final String OK = " END_STREAM grpc-status=0";

    @ParameterizedTest
    @EnumSource
    @DisplayName("Unary")
    void unary(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Unary");
            served.peer.last(call, Texts.frames("hello"));
            served.expect("HEADERS 1" + HEAD, "DATA 1 [hello]", "HEADERS 1" + OK);
            assertEquals(style == Style.DIRECT ? "OK" : "OK BMH", served.book.next());
            served.expectIdle();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Unary with an empty message, and END_STREAM in a frame of its own")
    void empty(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Unary");
            served.peer.data(call, Texts.frames("")).last(call, Octets.EMPTY);
            served.expect("HEADERS 1" + HEAD, "DATA 1 []", "HEADERS 1" + OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Client streaming, with messages across and within frames")
    void join(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Join");
            Octets octets = Texts.frames("a", "bb", "", "cccc");
            for (int i = 0; i < octets.length(); i++) {
                served.peer.data(call, octets.slice(i, 1));
            }
            served.peer.last(call, Texts.frames("d", "e"));
            served.expect("HEADERS 1" + HEAD, "DATA 1 [a+bb++cccc+d+e]", "HEADERS 1" + OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Client streaming without a message")
    void joinNothing(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Join");
            served.peer.last(call, Octets.EMPTY);
            served.expect("HEADERS 1" + HEAD, "DATA 1 []", "HEADERS 1" + OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Server streaming, all messages in order")
    void count(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Count");
            served.peer.last(call, Texts.frames("1000"));
            served.expect("HEADERS 1" + HEAD);
            List<String> numbers = new ArrayList<>();
            String line = served.peer.line();
            for (; line.startsWith("DATA 1 ["); line = served.peer.line()) {
                numbers.addAll(List.of(line.substring(8, line.length() - 1).split(", ")));
            }
            assertEquals("HEADERS 1" + OK, line);
            assertEquals(1000, numbers.size());
            for (int i = 0; i < 1000; i++) {
                assertEquals(Integer.toString(i), numbers.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Server streaming without a message is Trailers-Only")
    void countNothing(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Count");
            served.peer.last(call, Texts.frames("0"));
            served.expect("HEADERS 1" + ALONE + " grpc-status=0");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Bidirectional: each response comes before the next request is sent")
    void echo(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Echo");
            served.peer.data(call, Texts.frames("a"));
            served.expect("HEADERS 1" + HEAD, "DATA 1 [a]");
            for (int i = 0; i < 50; i++) {
                served.peer.data(call, Texts.frames("b" + i));
                served.expect("DATA 1 [b" + i + "]");
            }
            served.peer.last(call, Octets.EMPTY);
            served.expect("HEADERS 1" + OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A message larger than all windows, both ways")
    void large(Style style) throws Exception {
        String text = "0123456789abcdef".repeat(65_536 * 3);
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Unary");
            served.peer.sendAll(call, Texts.frames(text));
            served.expect("HEADERS 1" + HEAD);
            Octets content = served.peer.content(call);
            assertEquals(List.of(text), Texts.texts(content));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Head, message and trailers of a unary call leave in one write")
    void oneWrite(Style style) throws Exception {
        try (Served served = served(style)) {
            int first = served.peer.call("/t.T/Unary");
            served.peer.last(first, Texts.frames("first"));
            served.expect("HEADERS 1" + HEAD, "DATA 1 [first]", "HEADERS 1" + OK);
            // What leaves in one write arrives in one piece, as long as it is small.
            for (int i = 0; i < 200; i++) {
                int call = served.peer.call("/t.T/Unary");
                served.peer.last(call, Texts.frames("again"));
                assertEquals(List.of("1/4", "0/0", "1/5"), types(served.peer.read()));
            }
        }
    }

    /** Types and flags of frames. */
    private static List<String> types(Octets octets) {
        List<String> types = new ArrayList<>();
        ByteBuffer left = octets.toByteBuffer();
        while (left.hasRemaining()) {
            int length = left.getInt(left.position()) >>> 8;
            types.add(left.get(left.position() + 3) + "/" + left.get(left.position() + 4));
            left.position(left.position() + 9 + length);
        }
        return types;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Metadata goes both ways: several values, octets in all their forms, odd values")
    void metadata(Style style) throws Exception {
        try (Served served = served(style)) {
            int call =
                    served.peer.call(
                            "/t.T/Unary",
                            "x-one",
                            "1",
                            "user-agent",
                            "grpc-test/1",
                            "x-two",
                            "a, b",
                            "x-two",
                            "c",
                            "x-o-bin",
                            "AAEC,/w==",
                            "x-odd",
                            "\u00fc\t~",
                            "grpc-trace-bin",
                            "AAA");
            served.peer.last(call, Texts.frames("m"));
            String back = "x-one=1 %sx-two=a, b %sx-two=c %sx-o-bin=AAEC,/w== %sx-odd=\u00fc\t~";
            served.expect(
                    "HEADERS 1" + HEAD + " " + back.replace("%s", ""),
                    "DATA 1 [m]",
                    "HEADERS 1" + OK + " t" + back.replace("%s", "t"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A status has its message percent-encoded, its details and metadata")
    void status(Style style) throws Exception {
        try (Served served = served(style)) {
            int call = served.peer.call("/t.T/Unary");
            served.peer.last(call, Texts.frames("fail"));
            String status =
                    " grpc-status=10 grpc-message=100 %25 f%C3%BCr 2 %E2%82%AC%0A"
                            + " grpc-status-details-bin=CAr/ x-why=so";
            served.expect("HEADERS 1" + ALONE + status);
            int late = served.peer.call("/t.T/Echo");
            served.peer.data(late, Texts.frames("a")).last(late, Texts.frames("fail"));
            served.expect("HEADERS 3" + HEAD, "DATA 3 [a]", "HEADERS 3 END_STREAM" + status);
        }
    }
}
